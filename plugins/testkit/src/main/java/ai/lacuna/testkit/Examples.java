package ai.lacuna.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.model.Draws;
import ai.lacuna.model.Labels;
import ai.lacuna.model.ViewInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A micro-batch of made-up images: smooth colours with a rectangle, mean about 0, deviation about
 * 1. An image depends on its number alone, not on the batch that it is in. Where the plan mixes
 * images, each is blended with one of its own. The code of a patch is the brightness of its centre.
 *
 * @param plan whose views are made
 * @param conditions what is asked of images, labels and codes
 * @param images their numbers
 * @param masking how patches are hidden
 * @param change what is different from the images of these numbers
 */
record Examples(
    Plan plan, Conditions conditions, List<Integer> images, Masking masking, Change change) {

  /** How patches are hidden. */
  enum Masking {
    /** As the plan says. */
    DRAWN,
    /** Where the plan hides anything: the right half, or the lower one if it shows prefixes. */
    HALF,
    /** Likewise, but only the last column or row of every second four images. */
    UNEVEN
  }

  /** Which patches show another image. */
  enum Change {
    NONE,
    /** Those that are hidden. */
    HIDDEN,
    /** Visible ones that no hidden one touches, of crops that hide any. */
    FAR_VISIBLE,
    /** The last one of crops that hide it, as every prefix does. */
    LAST,
    /** All, and labels are another image's too. */
    ALL,
    /** Likewise, but images 2k and 2k + 1 change places, so that a batch shows what it did. */
    SWAPPED
  }

  private static final int OTHER = 1001;
  private static final int PARTNER = 2002; // another class, as 4 does not divide it

  static Examples of(Plan plan, Conditions conditions, int from, int count) {
    List<Integer> numbers = IntStream.range(from, from + count).boxed().toList();
    return new Examples(plan, conditions, numbers, Masking.DRAWN, Change.NONE);
  }

  Examples with(Masking how, Change what) {
    return new Examples(plan, conditions, images, how, what);
  }

  /** These, of which so many from the beginning stand at the end. */
  Examples rotated(int distance) {
    List<Integer> order = new ArrayList<>(images);
    Collections.rotate(order, -distance);
    return new Examples(plan, conditions, order, masking, change);
  }

  /** Whether the plan hides anything. */
  static boolean hides(Plan plan) {
    return plan.views().stream().anyMatch(view -> !(view.mask() instanceof MaskSpec.None));
  }

  Labels labels() {
    int classes = conditions.classes();
    if (classes == 0) {
      return Labels.NONE;
    }
    int[] own = images.stream().mapToInt(i -> labelled(i) % classes).toArray();
    int[] others = images.stream().mapToInt(i -> (labelled(i) + PARTNER) % classes).toArray();
    float[] shares = new float[own.length];
    for (int b = 0; b < shares.length; b++) {
      shares[b] = (float) share(images.get(b));
    }
    return new Labels(classes, own, plan.mixing().isPresent() ? others : own.clone(), shares);
  }

  // The image whose label one of this number gets.
  private int labelled(int image) {
    return switch (change) {
      case ALL -> image + 1;
      case SWAPPED -> image ^ 1;
      case NONE, HIDDEN, FAR_VISIBLE, LAST -> image;
    };
  }

  // How much of an image is its own, at least half.
  private double share(int image) {
    return plan.mixing().isPresent()
        ? 1 - 0.5 * Picture.STREAMS.at("mixing", 0, image).nextDouble()
        : 1;
  }

  /** The code of every patch of the first view, (A, N), where the plan asks for codes. */
  Optional<NDArray> tokens(NDManager scope) {
    if (plan.target() != Target.TOKENS) {
      return Optional.empty();
    }
    ViewSpec view = plan.view();
    Grid grid = conditions.backbone().grid(view);
    int codes = conditions.vocabulary();
    long[] tokens = new long[view.count() * images.size() * grid.size()];
    int at = 0;
    for (int k = 0; k < view.count(); k++) {
      for (int image : images) {
        Shown shown = new Shown(view, k, image);
        for (int n = 0; n < grid.size(); n++) {
          double u = (n % grid.columns() + 0.5) / grid.columns();
          double v = (n / grid.columns() + 0.5) / grid.rows();
          double brightness = Math.sin(3 * shown.at(n, 0, u, v)); // about even over [-1, 1]
          tokens[at++] = Math.min(codes - 1, (long) ((brightness + 1) / 2 * codes));
        }
      }
    }
    return Optional.of(
        scope.create(tokens, new Shape(view.count() * (long) images.size(), grid.size())));
  }

  /** The views' crops in the plan's order. */
  List<ViewInput> inputs(NDManager scope) {
    return plan.views().stream().map(view -> input(view, scope)).toList();
  }

  private ViewInput input(ViewSpec view, NDManager scope) {
    ImageShape shape = view.shape(conditions.image());
    List<PatchMask> masks = new ArrayList<>();
    float[] values =
        new float[view.count() * images.size() * shape.channels() * shape.height() * shape.width()];
    int at = 0;
    for (int k = 0; k < view.count(); k++) {
      for (int image : images) {
        Shown shown = new Shown(view, k, image);
        masks.add(shown.mask);
        at = shown.draw(shape, values, at);
      }
    }
    Shape all = new Shape(masks.size(), shape.channels(), shape.height(), shape.width());
    return new ViewInput(scope.create(values, all), Draws.of(masks));
  }

  // A crop as it is shown: masked, changed, mixed.
  private final class Shown {

    private final Grid grid;
    private final PatchMask mask;
    private final boolean[] changed;
    private final Picture own;
    private final Picture other;
    private final Picture partner;
    private final double share;

    Shown(ViewSpec view, int crop, int image) {
      grid = conditions.backbone().grid(view);
      mask = mask(view, crop, image);
      changed = changed(mask.hidden());
      own = new Picture(view, crop, image);
      other = new Picture(view, crop, change == Change.SWAPPED ? image ^ 1 : image + OTHER);
      partner = new Picture(view, crop, image + PARTNER);
      share = share(image);
    }

    private PatchMask mask(ViewSpec view, int crop, int image) {
      if (masking == Masking.DRAWN || view.mask() instanceof MaskSpec.None) {
        return view.mask()
            .draw(grid, Picture.STREAMS.at("mask." + view.name() + "." + crop, 0, image));
      }
      boolean rows = view.mask() instanceof MaskSpec.Prefix;
      int all = rows ? grid.rows() : grid.columns();
      int from = masking == Masking.UNEVEN && image / 4 % 2 == 1 ? all - 1 : all / 2;
      boolean[] hidden = new boolean[grid.size()];
      for (int n = 0; n < hidden.length; n++) {
        hidden[n] = (rows ? n / grid.columns() : n % grid.columns()) >= from;
      }
      return PatchMask.of(hidden);
    }

    private boolean[] changed(boolean[] hidden) {
      boolean[] which = new boolean[hidden.length];
      for (int n = 0; n < which.length; n++) {
        which[n] =
            switch (change) {
              case NONE -> false;
              case HIDDEN -> hidden[n];
              case FAR_VISIBLE -> farVisible(n, hidden);
              case LAST -> hidden[n] && n == which.length - 1;
              case ALL, SWAPPED -> true;
            };
      }
      return which;
    }

    private boolean farVisible(int patch, boolean[] hidden) {
      boolean any = false;
      for (int n = 0; n < hidden.length; n++) {
        int down = Math.abs(n / grid.columns() - patch / grid.columns());
        int across = Math.abs(n % grid.columns() - patch % grid.columns());
        if (hidden[n] && down <= 1 && across <= 1) {
          return false;
        }
        any |= hidden[n];
      }
      return any;
    }

    // A value of a patch.
    double at(int patch, int channel, double u, double v) {
      double value = (changed[patch] ? other : own).at(channel, u, v);
      return share == 1 ? value : share * value + (1 - share) * partner.at(channel, u, v);
    }

    int draw(ImageShape shape, float[] values, int from) {
      int side = conditions.backbone().patch();
      int at = from;
      for (int c = 0; c < shape.channels(); c++) {
        for (int y = 0; y < shape.height(); y++) {
          for (int x = 0; x < shape.width(); x++) {
            int patch = y / side * grid.columns() + x / side;
            double u = (double) x / shape.width();
            double v = (double) y / shape.height();
            values[at++] = (float) at(patch, c, u, v);
          }
        }
      }
      return at;
    }
  }
}
