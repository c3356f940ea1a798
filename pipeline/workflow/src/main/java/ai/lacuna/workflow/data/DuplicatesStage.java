package ai.lacuna.workflow.data;

import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.WholeStage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Counts images that occur twice, above all test images that were trained on: kind {@code
 * duplicates}.
 */
public final class DuplicatesStage implements WholeStage {

  /** Input: the training set. */
  static final String TRAIN = "train";

  /** Input: the test set. */
  static final String TEST = "test";

  @Override
  public String type() {
    return "find-duplicates";
  }

  @Override
  public String kind() {
    return "duplicates";
  }

  @Override
  public int codeVersion() {
    return 1;
  }

  @Override
  public void run(StageContext context) throws IOException {
    Dataset train = Dataset.open(context.input(TRAIN).folder());
    Dataset test = Dataset.open(context.input(TEST).folder());
    Duplicates found = Duplicates.between(train, test);
    Json.write(context.output().resolve(Duplicates.FILE), found);
    if (found.testInTrain() > 0) {
      context.warn(
          String.format(
              Locale.ROOT,
              "%,d of %,d test images are also in the training set, for example %s",
              found.testInTrain(),
              test.rows(),
              examples(found.examples())));
    }
  }

  private static String examples(List<Duplicates.Pair> pairs) {
    return pairs.get(0).test() + " (there " + pairs.get(0).train() + ")";
  }
}
