package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Mixing;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.random.Streams;
import java.util.random.RandomGenerator;

/**
 * Mixup and cutmix of a batch in bytes, rounded to the nearest.
 *
 * <p>B images, image b with its partner B - 1 - b. Draws come from the stream {@code mix}.
 *
 * @see <a href="https://github.com/huggingface/pytorch-image-models">timm, data/mixup.py, Mixup and
 *     FastCollateMixup</a>
 */
public final class Mixer {

  private final Mixing settings;
  private final ImageShape shape;

  /**
   * @param settings what is mixed
   * @param shape of the images
   */
  public Mixer(Mixing settings, ImageShape shape) {
    this.settings = settings;
    this.shape = shape;
  }

  /**
   * Mixes the images of a batch.
   *
   * @param pixels (B, C, H, W), changed in place
   * @param position of the batch's first image within the epoch
   * @return the own share of each image (B)
   */
  public float[] mix(byte[] pixels, Streams streams, long epoch, long position) {
    int bytes = shape.channels() * shape.height() * shape.width();
    int images = pixels.length / bytes;
    byte[] originals = pixels.clone();
    float[] shares = new float[images];
    Mix common = draw(streams.at("mix", epoch, position));
    for (int b = 0; b < images; b++) {
      Mix mix =
          switch (settings.scope()) {
            case BATCH -> common;
            case IMAGE -> draw(streams.at("mix", epoch, position + b));
          };
      shares[b] = (float) mix.share(shape.height(), shape.width());
      if (shares[b] < 1) {
        blend(mix, originals, b * bytes, (images - 1 - b) * bytes, pixels);
      }
    }
    return shares;
  }

  private void blend(Mix mix, byte[] originals, int own, int partner, byte[] pixels) {
    int i = 0;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++, i++) {
          float share = mix.own(y, x);
          float value =
              share * (originals[own + i] & 0xFF) + (1 - share) * (originals[partner + i] & 0xFF);
          pixels[own + i] = (byte) Math.rint(value);
        }
      }
    }
  }

  /** Draws how an image is mixed. */
  Mix draw(RandomGenerator random) {
    if (random.nextDouble() >= settings.probability()) {
      return Mix.NOTHING;
    }
    double choice = random.nextDouble();
    boolean both = settings.mixupAlpha() > 0 && settings.cutmixAlpha() > 0;
    if (both ? choice < settings.cutmixShare() : settings.cutmixAlpha() > 0) {
      double own = Beta.draw(settings.cutmixAlpha(), random);
      int y = random.nextInt(shape.height());
      int x = random.nextInt(shape.width());
      return Mix.cutmix(own, Mix.Cut.around(y, x, own, shape.height(), shape.width()));
    }
    return Mix.mixup(Beta.draw(settings.mixupAlpha(), random));
  }
}
