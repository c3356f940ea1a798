package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Augmentation.ColourJitter;
import ai.lacuna.api.augment.Augmentation.Flip;
import ai.lacuna.api.augment.Augmentation.GaussianBlur;
import ai.lacuna.api.augment.Augmentation.Greyscale;
import ai.lacuna.api.augment.Augmentation.RandAugment;
import ai.lacuna.api.augment.Augmentation.RandomErasing;
import ai.lacuna.api.augment.Augmentation.Solarise;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.augment.Interpolation;
import java.util.List;

/** One of every kind. */
public final class AllAugmentations {

  private AllAugmentations() {}

  /** Every augmentation with a probability; with 0 each leaves an image as it is. */
  public static List<Augmentation> with(double probability) {
    return List.of(
        new Flip(probability),
        new ColourJitter(0.4, 0.4, 0.2, 0.1, probability),
        new Greyscale(probability),
        GaussianBlur.with(probability),
        new Solarise(128, probability),
        new RandAugment(2, 9, 0.5, probability, Interpolation.BICUBIC),
        new RandomErasing(probability, 0.02, 0.3, 0.3),
        new Noise.Settings(probability));
  }

  /** Every crop. */
  public static List<Crop> crops() {
    return List.of(
        Crop.RandomResized.of(0.2, 1),
        new Crop.Padded(3, Crop.Padded.Edge.ZERO),
        new Crop.Padded(3, Crop.Padded.Edge.REFLECT),
        new Crop.Centre(),
        new Crop.Whole(Interpolation.LANCZOS));
  }
}
