package ai.lacuna.data.source.shapes;

import ai.lacuna.api.random.Streams;
import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.IndexMask;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.ImageEncoder;
import ai.lacuna.data.shard.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One generated image: a pure function of the settings and its index, the same on any machine. */
final class Scene {

  private static final int SUBPIXELS = 3;
  private static final double MIN_AREA = 0.15;
  private static final double MAX_AREA = 0.35;
  private static final double CONTRAST = 0.4;
  private static final double NOISE = 0.02;

  private final ShapesConfig config;
  private final SplittableRandom random;
  private final double[] values; // (H, W, C)
  private final int[] owner; // (H, W): which object is seen, -1 = background
  private final List<Kind> kinds = new ArrayList<>();

  private Scene(ShapesConfig config, long index) {
    this.config = config;
    this.random = new Streams(config.seed()).at("shapes", 0, index);
    this.values = new double[config.height() * config.width() * config.channels()];
    this.owner = new int[config.height() * config.width()];
  }

  /** Draws an image with its labels. */
  static Row draw(ShapesConfig config, long index) {
    Scene scene = new Scene(config, index);
    double reach = Math.max(config.height(), config.width());
    Surface background = Surface.background(config.channels(), reach, scene.random);
    scene.fill(background);
    int count = 1 + scene.random.nextInt(config.objects());
    for (int o = 0; o < count; o++) {
      // The first object's class goes round with the index, so that classes are balanced.
      Kind kind =
          Kind.values()[
              o == 0 ? (int) (index % config.classes()) : scene.random.nextInt(config.classes())];
      scene.place(kind, Surface.against(background, CONTRAST, reach, scene.random), count);
    }
    return scene.row(index);
  }

  private void fill(Surface background) {
    int channels = config.channels();
    for (int y = 0, i = 0; y < config.height(); y++) {
      for (int x = 0; x < config.width(); x++) {
        owner[y * config.width() + x] = -1;
        for (int c = 0; c < channels; c++, i++) {
          values[i] = background.at(x - config.width() / 2.0, y - config.height() / 2.0, c);
        }
      }
    }
  }

  /** Paints an object at a random place, size and rotation over what is there. */
  private void place(Kind kind, Surface surface, int count) {
    int height = config.height();
    int width = config.width();
    double share = (MIN_AREA + (MAX_AREA - MIN_AREA) * random.nextDouble()) / Math.sqrt(count);
    double side = Math.min(height, width);
    double radius = kind.scale(share * side * side);
    double centreX = place(width, radius);
    double centreY = place(height, radius);
    double angle = 2 * StrictMath.PI * random.nextDouble();
    double cos = StrictMath.cos(angle) / radius;
    double sin = StrictMath.sin(angle) / radius;
    int number = kinds.size();
    kinds.add(kind);
    int bottom = (int) Math.min(height - 1, centreY + radius + 1);
    int right = (int) Math.min(width - 1, centreX + radius + 1);
    for (int y = (int) Math.max(0, centreY - radius - 1); y <= bottom; y++) {
      for (int x = (int) Math.max(0, centreX - radius - 1); x <= right; x++) {
        double cover = cover(kind, x - centreX, y - centreY, cos, sin);
        if (cover == 0) {
          continue;
        }
        int pixel = y * width + x;
        if (cover >= 0.5) {
          owner[pixel] = number;
        }
        for (int c = 0; c < config.channels(); c++) {
          int i = pixel * config.channels() + c;
          values[i] += cover * (surface.at(x - centreX, y - centreY, c) - values[i]);
        }
      }
    }
  }

  private double place(int side, double radius) {
    double margin = Math.min(side / 2.0, 0.9 * radius);
    return margin + (side - 2 * margin) * random.nextDouble();
  }

  /** The share of a pixel that the shape covers, by counting points in it. */
  private static double cover(Kind kind, double dx, double dy, double cos, double sin) {
    int hits = 0;
    for (int i = 0; i < SUBPIXELS; i++) {
      for (int j = 0; j < SUBPIXELS; j++) {
        double x = dx + (i + 0.5) / SUBPIXELS;
        double y = dy + (j + 0.5) / SUBPIXELS;
        hits += kind.inside(cos * x + sin * y, cos * y - sin * x) ? 1 : 0;
      }
    }
    return hits / (double) (SUBPIXELS * SUBPIXELS);
  }

  private Row row(long index) {
    String extension = config.channels() == 1 || config.channels() == 3 ? "png" : "pam";
    List<Instance> objects = new ArrayList<>();
    int largest = 0;
    int label = kinds.get(0).ordinal();
    for (int o = 0; o < kinds.size(); o++) {
      int area = 0;
      for (int seen : owner) {
        area += seen == o ? 1 : 0;
      }
      if (area == 0) {
        continue; // wholly hidden by a later object
      }
      objects.add(instance(o));
      if (area > largest) {
        largest = area;
        label = kinds.get(o).ordinal();
      }
    }
    return new Row(
        "%08d.%s".formatted(index, extension),
        ImageEncoder.encode(image()),
        label,
        new Annotations(objects, IndexMask.encode(semantic())));
  }

  private Image image() {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) {
      // The sum of two uniform draws: noise without a library function that may round differently.
      double noise = NOISE * (random.nextDouble() + random.nextDouble() - 1);
      pixels[i] = (byte) Math.max(0, Math.min(255, (int) Math.rint(255 * (values[i] + noise))));
    }
    return new Image(config.channels(), config.height(), config.width(), pixels);
  }

  private Image semantic() {
    byte[] pixels = new byte[owner.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (owner[i] < 0 ? 0 : kinds.get(owner[i]).ordinal() + 1);
    }
    return new Image(1, config.height(), config.width(), pixels);
  }

  private Instance instance(int object) {
    byte[] pixels = new byte[owner.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (owner[i] == object ? 1 : 0);
    }
    RleMask mask = RleMask.of(new Image(1, config.height(), config.width(), pixels));
    int[] box = mask.bounds();
    return new Instance(
        box[0],
        box[1],
        box[2],
        box[3],
        kinds.get(object).ordinal(),
        mask.area(),
        Instance.Kind.OBJECT,
        mask);
  }
}
