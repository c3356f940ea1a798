package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.gate.GateResult;
import ai.lacuna.evaluation.metric.Interval95;
import ai.lacuna.evaluation.metric.Result;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A report about a run that never was, with something in every section. */
final class MadeUp {

  private static final int N = 2000;
  private static final List<String> CLASSES = List.of("circle", "square", "triangle", "ring");

  private MadeUp() {}

  static RunReport report() {
    return report(maskedImages());
  }

  /** As of an objective that predicts no pixels. */
  static RunReport reportWithoutPredictions() {
    return report(
        maskedImages().stream()
            .map(i -> new RunReport.MaskedImage(i.original(), i.masked(), Optional.empty()))
            .toList());
  }

  private static RunReport report(List<RunReport.MaskedImage> maskedImages) {
    return new RunReport(
        "mae-shapes-0007",
        "MAE on shapes: ViT 6 × 128, 32 px in patches of 4, 40 epochs",
        List.of(
            new RunReport.Fact("trained for", Format.seconds(725)),
            new RunReport.Fact("images per second", Format.count(1043)),
            new RunReport.Fact("waiting for data", "0.4 %"),
            new RunReport.Fact("training images", Format.count(10_000)),
            new RunReport.Fact("parameters", "1.19 M"),
            new RunReport.Fact("seed", "0")),
        List.of(
            score("linear-probe", "top1", 0.501, 0.409, 0.382),
            score("linear-probe", "top5", 0.934, 0.887, 0.861),
            score("knn", "top1", 0.412, 0.317, 0.4025),
            score("knn", "top5", 0.855, 0.802, 0.84)),
        List.of(
            new GateResult.Passed(
                "linear-probe.top1 > random-init.linear-probe.top1",
                "linear-probe.top1 = 0.5010, random-init.linear-probe.top1 = 0.4090",
                0.092),
            new GateResult.Passed("knn.top1 >= 0.35", "knn.top1 = 0.4120", 0.062)),
        List.of(
            curve("loss", "", Curve.From.DATA, 3120, t -> 0.42 + 0.6 * Math.exp(-5 * t), 0.02),
            curve("learning rate", "", Curve.From.ZERO, 3120, MadeUp::rate, 0),
            curve("speed", "images/s", Curve.From.ZERO, 120, t -> 1040, 30),
            curve("waiting for data", "% of the time", Curve.From.ZERO, 120, t -> 0.4, 0.2)),
        maskedImages,
        neighbours(),
        List.of(section()),
        List.of(split("train", 10_000, 3), split("test", 2000, 0)),
        List.of(
            stage("ingest.train", "dataset", RunReport.Origin.CACHED, 0.2),
            stage("ingest.test", "dataset", RunReport.Origin.CACHED, 0.1),
            stage("pretrain", "encoder", RunReport.Origin.RAN, 725),
            stage("linear-probe", "outcome", RunReport.Origin.RAN, 9.4),
            stage("random-init.linear-probe", "outcome", RunReport.Origin.RAN, 14.1)),
        "name: mae-shapes\nseed: 0\ndata:\n  train: {source: shapes, count: 10000}\n"
            + "pretrain:\n  objective: mae\n  config: {maskRatio: 0.75}\n",
        provenance());
  }

  // What another module could say.
  private static RunReport.Section section() {
    double[] rank = IntStream.range(1, 513).mapToDouble(i -> i).toArray();
    double[] share = Arrays.stream(rank).map(r -> 40 / (r + 40)).toArray();
    RunReport.MaskedImage sample = maskedImages().get(0);
    return new RunReport.Section(
        "tokenizer",
        "Tokenizer",
        "Each patch has one of 512 codes.",
        List.of(new RunReport.Fact("dead codes", "3"), new RunReport.Fact("perplexity", "317.2")),
        List.of(
            new Curve("Frequency of each code", "%", "code by rank", rank, share, Curve.From.ZERO)),
        List.of(
            new RunReport.Gallery(
                "Image and reconstruction",
                Collections.nCopies(
                    6, List.of(sample.original(), sample.reconstructed().orElseThrow())))));
  }

  static RunReport empty() {
    return RunReport.outline("bare", "", List.of(), List.of());
  }

  static RunReport.Score score(
      String protocol, String metric, double encoder, double random, double raw) {
    Map<String, Result.Reference> references = new LinkedHashMap<>();
    references.put("random-init", reference(encoder, random));
    references.put("raw-pixels", reference(encoder, raw));
    return new RunReport.Score(
        protocol,
        metric,
        result(protocol, protocol, metric, encoder, "5f0c9d", references),
        List.of(
            new RunReport.Floor(
                "random-init",
                "untrained network",
                result("random-init." + protocol, protocol, metric, random, "untrained", Map.of())),
            new RunReport.Floor(
                "raw-pixels",
                "raw pixels",
                result("raw-pixels." + protocol, protocol, metric, raw, "raw-pixels", Map.of()))));
  }

  private static Result.Reference reference(double encoder, double floor) {
    // As if a fifth of the images were discordant.
    double z = Math.abs(encoder - floor) * N / Math.sqrt(0.2 * N);
    return new Result.Reference(floor, encoder - floor, Math.min(1, 2 * Math.exp(-z * z / 2)));
  }

  private static Result result(
      String stage,
      String protocol,
      String metric,
      double value,
      String encoder,
      Map<String, Result.Reference> references) {
    Interval95 ci = Interval95.wilson(Math.round(value * N), N);
    return new Result(stage, protocol, metric, value, N, ci, 0, encoder, references);
  }

  private interface Shape {
    double at(double t);
  }

  private static double rate(double t) {
    return t < 0.1 ? 6e-4 * t / 0.1 : 3e-4 * (1 + Math.cos(Math.PI * (t - 0.1) / 0.9));
  }

  private static Curve curve(
      String title, String unit, Curve.From from, int n, Shape shape, double noise) {
    SplittableRandom random = new SplittableRandom(n);
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 40.0 * i / n;
      y[i] = shape.at((double) i / n) + (noise > 0 ? noise * Math.abs(random.nextGaussian()) : 0);
    }
    return new Curve(title, unit, x, y, from);
  }

  private static List<RunReport.MaskedImage> maskedImages() {
    List<RunReport.MaskedImage> list = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      BufferedImage original = draw(i, i % 4);
      BufferedImage masked = draw(i, i % 4);
      BufferedImage reconstructed = draw(i, i % 4);
      SplittableRandom random = new SplittableRandom(i);
      Graphics2D hide = masked.createGraphics();
      hide.setColor(Color.GRAY);
      for (int patch = 0; patch < 64; patch++) {
        if (random.nextDouble() < 0.75) {
          hide.fillRect(patch % 8 * 4, patch / 8 * 4, 4, 4);
        }
      }
      hide.dispose();
      list.add(
          new RunReport.MaskedImage(
              picture(original, "original"),
              picture(masked, "with three quarters hidden"),
              Optional.of(picture(reconstructed, "reconstruction"))));
    }
    return list;
  }

  private static List<RunReport.Neighbourhood> neighbours() {
    List<RunReport.Neighbourhood> list = new ArrayList<>();
    for (int q = 0; q < 4; q++) {
      List<RunReport.Neighbour> near = new ArrayList<>();
      for (int k = 0; k < 8; k++) {
        int shape = (k * q) % 5 == 3 ? (q + 1) % 4 : q;
        near.add(
            new RunReport.Neighbour(
                picture(draw(100 + 8 * q + k, shape), CLASSES.get(shape)),
                CLASSES.get(shape),
                0.97 - 0.02 * k));
      }
      list.add(
          new RunReport.Neighbourhood(
              picture(draw(50 + q, q), CLASSES.get(q)),
              CLASSES.get(q),
              CLASSES.get(q == 2 ? 0 : q),
              near));
    }
    return list;
  }

  private static RunReport.Split split(String name, long images, int rejected) {
    List<RunReport.ClassCount> classes = new ArrayList<>();
    List<Picture> samples = new ArrayList<>();
    List<RunReport.Reject> rejects = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      classes.add(new RunReport.ClassCount(CLASSES.get(c), images / 4 - 37L * c));
    }
    for (int i = 0; i < 24; i++) {
      samples.add(picture(draw(200 + i, i % 4), CLASSES.get(i % 4)));
    }
    for (int i = 0; i < rejected; i++) {
      rejects.add(
          new RunReport.Reject("circle/" + i + ".jpg", "truncated after 512 of 2048 bytes"));
    }
    return new RunReport.Split(
        name,
        "shapes, count " + images,
        images,
        rejected,
        "3d1f0b7a99c4e2d58f6a",
        List.of(new RunReport.Fact("channel means", "0.491, 0.482, 0.447")),
        classes,
        samples,
        rejects);
  }

  private static RunReport.StageRow stage(
      String id, String kind, RunReport.Origin origin, double seconds) {
    return new RunReport.StageRow(id, kind, origin, seconds, "a84c1be07d31e9f2ab");
  }

  private static Map<String, List<RunReport.Fact>> provenance() {
    Map<String, List<RunReport.Fact>> groups = new LinkedHashMap<>();
    groups.put(
        "Code",
        List.of(
            new RunReport.Fact("version", "0.1.0"),
            new RunReport.Fact("revision", "2c0efaa"),
            new RunReport.Fact("engine", "PyTorch 2.7.1 through DJL 0.35.1")));
    groups.put(
        "Machine",
        List.of(
            new RunReport.Fact("processor", "a made-up one, 2 cores"),
            new RunReport.Fact("memory", "24 GiB")));
    return groups;
  }

  private static BufferedImage draw(int seed, int shape) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.getHSBColor((float) random.nextDouble(), 0.25f, 0.9f));
    g.fillRect(0, 0, 32, 32);
    g.setColor(Color.getHSBColor((float) random.nextDouble(), 0.7f, 0.75f));
    double size = 12 + 12 * random.nextDouble();
    double x = (32 - size) * random.nextDouble();
    double y = (32 - size) * random.nextDouble();
    Path2D triangle = new Path2D.Double();
    triangle.moveTo(x, y + size);
    triangle.lineTo(x + size, y + size);
    triangle.lineTo(x + size / 2, y);
    triangle.closePath();
    g.fill(
        shape == 1
            ? new Rectangle2D.Double(x, y, size, size)
            : shape == 2 ? triangle : new Ellipse2D.Double(x, y, size, size));
    if (shape == 3) {
      g.setColor(Color.WHITE);
      g.fill(new Ellipse2D.Double(x + size / 4, y + size / 4, size / 2, size / 2));
    }
    g.dispose();
    return image;
  }

  private static Picture picture(BufferedImage image, String alt) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Picture("image/png", bytes.toByteArray(), image.getWidth(), image.getHeight(), alt);
  }
}
