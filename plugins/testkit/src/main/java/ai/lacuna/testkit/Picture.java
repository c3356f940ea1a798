package ai.lacuna.testkit;

import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import java.util.SplittableRandom;

/**
 * A crop of a made-up image as a function of the place in it: smooth colours with a rectangle. Its
 * content depends on the image's number alone, the part that it shows on the view and crop too.
 */
final class Picture {

  /** Whatever is drawn for images. */
  static final Streams STREAMS = new Streams(17);

  private static final int MOST_CHANNELS = 5;

  private final double[] waves = new double[4 * MOST_CHANNELS];
  private final double[] box = new double[4];
  private final double[] window = new double[3];

  Picture(ViewSpec view, int crop, int image) {
    SplittableRandom content = STREAMS.at("picture", 0, image);
    for (int i = 0; i < waves.length; i++) {
      waves[i] = content.nextDouble();
    }
    for (int i = 0; i < box.length; i++) {
      box[i] = content.nextDouble();
    }
    SplittableRandom part = STREAMS.at("crop." + view.draws() + "." + crop, 0, image);
    window[0] = 0.6 + 0.4 * part.nextDouble();
    window[1] = (1 - window[0]) * part.nextDouble();
    window[2] = (1 - window[0]) * part.nextDouble();
  }

  /** A value, at a place whose coordinates lie in [0, 1). */
  double at(int channel, double u, double v) {
    double x = window[1] + window[0] * u;
    double y = window[2] + window[0] * v;
    int w = 4 * (channel % MOST_CHANNELS);
    double phase = 2 * Math.PI * (x * (1 + 3 * waves[w]) + y * (1 + 3 * waves[w + 1]));
    boolean inside = Math.abs(x - box[0]) < 0.3 && Math.abs(y - box[1]) < 0.3;
    return Math.sin(phase + 6 * waves[w + 2]) + (inside ? 2 : -1) * (waves[w + 3] - 0.5);
  }
}
