package ai.lacuna.evaluation;

import ai.lacuna.evaluation.report.RunReport;
import java.util.List;

/** What an encoder is always compared with. */
final class Floors {

  /** The encoder as it was before its first training step. */
  static final String UNTRAINED = RunReport.UNTRAINED;

  /** No encoder at all. */
  static final String PIXELS = "raw-pixels";

  /** In the order of the report. */
  static final List<String> ALL = List.of(UNTRAINED, PIXELS);

  private Floors() {}

  /** The id of a floor's stage beside the encoder's, such as {@code random-init.knn}. */
  static String id(String floor, String id) {
    return floor + "." + id;
  }
}
