package ai.lacuna.workflow.data;

import ai.lacuna.data.Contents;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Images that occur more than once, by the bytes of their files.
 *
 * @param trainCopies training images that are copies of an earlier one
 * @param testCopies test images that are copies of an earlier one
 * @param testInTrain test images that are also in the training set
 * @param examples some of those
 */
public record Duplicates(long trainCopies, long testCopies, long testInTrain, List<Pair> examples) {

  /** The file in an artifact of kind {@code duplicates}. */
  public static final String FILE = "duplicates.json";

  private static final int EXAMPLES = 20;

  /**
   * A test image that is also a training image.
   *
   * @param test where it came from
   * @param train where its twin came from
   */
  public record Pair(String test, String train) {}

  /** Compares two data sets. */
  public static Duplicates between(Dataset train, Dataset test) {
    Contents trained = Contents.of(train);
    Contents tested = Contents.of(test);
    List<Contents.Match> overlap = tested.alsoIn(trained);
    return new Duplicates(
        trained.copies().size(),
        tested.copies().size(),
        overlap.size(),
        overlap.stream()
            .limit(EXAMPLES)
            .map(m -> new Pair(test.sample(m.row()).path(), train.sample(m.other()).path()))
            .toList());
  }

  /** Reads what a stage has found. */
  public static Duplicates read(Path folder) throws IOException {
    return Json.read(folder.resolve(FILE), Duplicates.class);
  }
}
