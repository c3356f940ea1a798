package ai.lacuna.testkit;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Labels;
import ai.lacuna.model.ViewInput;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A micro-batch of made-up images: smooth colours with a rectangle, mean about 0, deviation about
 * 1. An image depends on its number alone, not on the batch that it is in.
 *
 * @param plan whose views are made
 * @param backbone the encoder
 * @param channels C
 * @param images their numbers
 * @param masking how patches are hidden
 * @param change what is different from the images of these numbers
 */
record Examples(
    Plan plan,
    BackboneConfig backbone,
    int channels,
    List<Integer> images,
    Masking masking,
    Change change) {

  /** How patches are hidden. */
  enum Masking {
    /** As the plan says. */
    DRAWN,
    /** Where the plan hides anything: the right half. */
    RIGHT_HALF
  }

  /** Which patches show another image. */
  enum Change {
    NONE,
    /** Those that are hidden. */
    HIDDEN,
    /** Visible ones without a hidden neighbour: the first column of four or more. */
    FAR_VISIBLE,
    /** All, and labels are another image's too. */
    ALL
  }

  private static final int OTHER = 1001;
  private static final Streams STREAMS = new Streams(17);

  static Examples of(Plan plan, BackboneConfig backbone, int channels, int from, int count) {
    List<Integer> numbers = IntStream.range(from, from + count).boxed().toList();
    return new Examples(plan, backbone, channels, numbers, Masking.DRAWN, Change.NONE);
  }

  /** Eight images for the usual encoder. */
  static Examples eight(Plan plan) {
    return of(plan, Subject.SQUARE, Subject.CHANNELS, 0, 8);
  }

  Examples with(Masking how, Change what) {
    return new Examples(plan, backbone, channels, images, how, what);
  }

  /** Whether the plan hides anything. */
  static boolean hides(Plan plan) {
    return plan.views().stream().anyMatch(view -> !(view.mask() instanceof MaskSpec.None));
  }

  Labels labels() {
    int shift = change == Change.ALL ? 1 : 0;
    int[] classes = images.stream().mapToInt(i -> (i + shift) % Subject.CLASSES).toArray();
    float[] shares = new float[classes.length];
    java.util.Arrays.fill(shares, 1);
    return new Labels(Subject.CLASSES, classes, classes.clone(), shares);
  }

  /** The views' crops in the plan's order. */
  List<ViewInput> inputs(NDManager scope) {
    return plan.views().stream().map(view -> input(view, scope)).toList();
  }

  private ViewInput input(ViewSpec view, NDManager scope) {
    ImageShape shape = view.shape(backbone.shape(channels));
    List<PatchMask> masks = new ArrayList<>();
    float[] values =
        new float[view.count() * images.size() * channels * shape.height() * shape.width()];
    int at = 0;
    for (int k = 0; k < view.count(); k++) {
      for (int image : images) {
        PatchMask mask = mask(view, k, image);
        masks.add(mask);
        at = draw(view, k, image, mask, values, at);
      }
    }
    Shape all = new Shape(masks.size(), channels, shape.height(), shape.width());
    return new ViewInput(scope.create(values, all), Draws.of(masks));
  }

  private PatchMask mask(ViewSpec view, int crop, int image) {
    Grid grid = backbone.grid(view);
    if (masking == Masking.DRAWN || view.mask() instanceof MaskSpec.None) {
      return view.mask().draw(grid, STREAMS.at("mask." + view.name() + "." + crop, 0, image));
    }
    int half = grid.columns() / 2;
    int[] order =
        Stream.of(true, false)
            .flatMap(
                left ->
                    IntStream.range(0, grid.size())
                        .filter(n -> n % grid.columns() < half == left)
                        .boxed())
            .mapToInt(Integer::intValue)
            .toArray();
    return new PatchMask(order, half * grid.rows());
  }

  private int draw(ViewSpec view, int crop, int image, PatchMask mask, float[] values, int from) {
    ImageShape shape = view.shape(backbone.shape(channels));
    Picture own = new Picture(view, crop, image);
    Picture other = new Picture(view, crop, image + OTHER);
    boolean[] hidden = mask.hidden();
    int columns = shape.width() / backbone.patch();
    int at = from;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int patch = y / backbone.patch() * columns + x / backbone.patch();
          Picture shown = changed(patch, columns, hidden[patch]) ? other : own;
          double u = (double) x / shape.width();
          double v = (double) y / shape.height();
          values[at++] = (float) shown.at(c, u, v);
        }
      }
    }
    return at;
  }

  private boolean changed(int patch, int columns, boolean hidden) {
    return switch (change) {
      case NONE -> false;
      case HIDDEN -> hidden;
      case FAR_VISIBLE -> columns >= 4 && patch % columns == 0 && !hidden;
      case ALL -> true;
    };
  }

  // A crop of an image as a function of the place in it, both coordinates in [0, 1).
  private static final class Picture {

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

    double at(int channel, double u, double v) {
      double x = window[1] + window[0] * u;
      double y = window[2] + window[0] * v;
      int w = 4 * (channel % MOST_CHANNELS);
      double phase = 2 * Math.PI * (x * (1 + 3 * waves[w]) + y * (1 + 3 * waves[w + 1]));
      boolean inside = Math.abs(x - box[0]) < 0.3 && Math.abs(y - box[1]) < 0.3;
      return Math.sin(phase + 6 * waves[w + 2]) + (inside ? 2 : -1) * (waves[w + 3] - 0.5);
    }
  }
}
