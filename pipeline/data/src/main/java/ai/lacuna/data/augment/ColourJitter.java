package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.data.image.Image;
import java.util.random.RandomGenerator;

/**
 * Random brightness, contrast, saturation and hue, in random order.
 *
 * @see <a href="https://github.com/pytorch/vision">torchvision, transforms/transforms.py,
 *     ColorJitter</a>
 */
record ColourJitter(Augmentation.ColourJitter settings) implements ImageOperation {

  @Override
  public Image apply(Image image, RandomGenerator random) {
    if (random.nextDouble() >= settings.probability()) {
      return image;
    }
    double brightness = factor(settings.brightness(), random);
    double contrast = factor(settings.contrast(), random);
    double saturation = factor(settings.saturation(), random);
    double hue = settings.hue() * (2 * random.nextDouble() - 1);
    Image changed = image;
    for (int which : order(random)) {
      changed =
          switch (which) {
            case 0 -> settings.brightness() > 0 ? Colours.brightness(changed, brightness) : changed;
            case 1 -> settings.contrast() > 0 ? Colours.contrast(changed, contrast) : changed;
            case 2 -> settings.saturation() > 0 ? Colours.saturation(changed, saturation) : changed;
            default -> settings.hue() > 0 ? Colours.hue(changed, hue) : changed;
          };
    }
    return changed;
  }

  private static double factor(double range, RandomGenerator random) {
    double low = Math.max(0, 1 - range);
    return low + (1 + range - low) * random.nextDouble();
  }

  private static int[] order(RandomGenerator random) {
    int[] order = {0, 1, 2, 3};
    for (int i = 3; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[other];
      order[other] = swap;
    }
    return order;
  }
}
