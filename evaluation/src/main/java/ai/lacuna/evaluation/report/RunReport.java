package ai.lacuna.evaluation.report;

import ai.lacuna.evaluation.gate.GateResult;
import ai.lacuna.evaluation.metric.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a report shows. Empty lists, maps and texts stand for what a run does not have;
 * their sections are left out.
 *
 * @param run the run's name
 * @param subtitle one line that says what was trained on what
 * @param facts the figures of the masthead, such as ({@code trained for}, {@code 12 min})
 * @param scores one entry for each protocol and metric
 * @param gates in the order of the recipe
 * @param curves in the order of display
 * @param maskedImages samples of what the encoder was shown, and of what the objective predicts
 * @param neighbours test images with what the k-NN prediction rests on
 * @param sections what stages say that this module knows nothing of
 * @param splits the data
 * @param stages in the order of the plan
 * @param recipe the whole recipe as YAML
 * @param provenance groups of facts by title
 */
public record RunReport(
    String run,
    String subtitle,
    List<Fact> facts,
    List<Score> scores,
    List<GateResult> gates,
    List<Curve> curves,
    List<MaskedImage> maskedImages,
    List<Neighbourhood> neighbours,
    List<Section> sections,
    List<Split> splits,
    List<StageRow> stages,
    String recipe,
    Map<String, List<Fact>> provenance) {

  /** The name of the floor that shows what pre-training added: the same network before it. */
  public static final String UNTRAINED = "random-init";

  /** A named value. */
  public record Fact(String name, String value) {}

  /**
   * One metric of one protocol: the encoder's number and the floors below it.
   *
   * @param evaluation what the recipe calls it, such as {@code knn-class}
   * @param metric such as {@code top1}
   * @param encoder the trained encoder's number; its references are keyed by floor name
   * @param floors the same measured on less
   */
  public record Score(String evaluation, String metric, Result encoder, List<Floor> floors) {}

  /**
   * A floor of a score.
   *
   * @param name such as {@code random-init}
   * @param label how to print it, such as {@code untrained network}
   * @param result its number
   */
  public record Floor(String name, String label, Result result) {

    /** A floor under its usual label. */
    public static Floor of(String name, Result result) {
      return new Floor(name, label(name), result);
    }

    /** How a floor is printed. */
    static String label(String name) {
      return name.equals(UNTRAINED) ? "untrained network" : name.replace('-', ' ');
    }
  }

  /**
   * A masked image.
   *
   * @param original the image
   * @param masked what the encoder saw of it
   * @param reconstructed what the objective made of that, if it predicts pixels
   */
  public record MaskedImage(Picture original, Picture masked, Optional<Picture> reconstructed) {}

  /**
   * A test image and its nearest training images.
   *
   * @param query the test image
   * @param truth its class
   * @param predicted the class that the neighbours vote for
   * @param neighbours nearest first
   */
  public record Neighbourhood(
      Picture query, String truth, String predicted, List<Neighbour> neighbours) {
    public boolean isRight() {
      return truth.equals(predicted);
    }
  }

  /** A training image near a test image; {@code similarity} is a cosine in [-1, 1]. */
  public record Neighbour(Picture picture, String label, double similarity) {}

  /**
   * A part of the page.
   *
   * @param id its anchor
   * @param title its heading
   * @param hint how to read it
   * @param facts named values
   * @param curves what is drawn
   * @param galleries pictures
   */
  public record Section(
      String id,
      String title,
      String hint,
      List<Fact> facts,
      List<Curve> curves,
      List<Gallery> galleries) {}

  /** Pictures with one caption; those of a row belong side by side. */
  public record Gallery(String caption, List<List<Picture>> rows) {}

  /**
   * A data set.
   *
   * @param name such as {@code train}
   * @param source where it comes from, as the recipe says it
   * @param images how many there are
   * @param rejected how many files were refused
   * @param digest the fingerprint of its content
   * @param facts further facts, such as channel means
   * @param classes images per class, in the order of the class numbers
   * @param samples one picture for some images, in reading order
   * @param rejects refused files; possibly the first few only
   */
  public record Split(
      String name,
      String source,
      long images,
      long rejected,
      String digest,
      List<Fact> facts,
      List<ClassCount> classes,
      List<Picture> samples,
      List<Reject> rejects) {}

  /** How many images a class has. */
  public record ClassCount(String name, long images) {}

  /** A file that could not be used, and why. */
  public record Reject(String path, String reason) {}

  /**
   * A stage of the run.
   *
   * @param id its id in the plan
   * @param kind what its artifact is
   * @param origin how the artifact came about
   * @param seconds what it cost this run
   * @param fingerprint the digest of what it was made from
   */
  public record StageRow(
      String id, String kind, Origin origin, double seconds, String fingerprint) {}

  /** How an artifact came about. */
  public enum Origin {
    CACHED,
    RAN
  }

  public RunReport {
    facts = List.copyOf(facts);
    scores = List.copyOf(scores);
    gates = List.copyOf(gates);
    curves = List.copyOf(curves);
    maskedImages = List.copyOf(maskedImages);
    neighbours = List.copyOf(neighbours);
    sections = List.copyOf(sections);
    splits = List.copyOf(splits);
    stages = List.copyOf(stages);
  }

  /**
   * What a verdict needs: numbers and gates, none of the rest.
   *
   * @param run the run's name
   * @param subtitle one line that says what was trained on what
   * @param scores one entry for each protocol and metric
   * @param gates in the order of the recipe
   */
  public static RunReport outline(
      String run, String subtitle, List<Score> scores, List<GateResult> gates) {
    return new RunReport(
        run, subtitle, List.of(), scores, gates, List.of(), List.of(), List.of(), List.of(),
        List.of(), List.of(), "", Map.of());
  }

  /** Every number, encoder before floors, in the order of the report. */
  public List<Result> results() {
    List<Result> results = new ArrayList<>();
    for (Score score : scores) {
      results.add(score.encoder());
      score.floors().forEach(floor -> results.add(floor.result()));
    }
    return results;
  }

  /** The gates that do not hold. */
  public List<GateResult.Failed> failedGates() {
    return gates.stream()
        .filter(GateResult.Failed.class::isInstance)
        .map(GateResult.Failed.class::cast)
        .toList();
  }
}
