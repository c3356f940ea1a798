package ai.lacuna.evaluation.feature;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.Dataset;
import java.util.List;

/**
 * Class numbers that mean the same in both splits: the test split's are translated by name, since a
 * split that lacks a class numbers the ones after it differently.
 */
final class ClassNumbers {

  private ClassNumbers() {}

  /**
   * The train split's number for each class number of {@code split}.
   *
   * @param classes the train split's classes
   * @throws LacunaException of kind DATA if the split has unlabelled images, or classes that the
   *     train split does not have
   */
  static int[] translation(List<String> classes, Dataset split) {
    Problems problems = new Problems();
    problems.require(
        split.manifest().unlabelled() == 0,
        split.name(),
        split.manifest().unlabelled() + " images without a class",
        "a class for every image, since protocols judge features by them");
    int[] numbers = new int[split.classes().size()];
    for (int c = 0; c < numbers.length; c++) {
      String name = split.classes().get(c);
      numbers[c] = classes.indexOf(name);
      problems.require(
          numbers[c] >= 0,
          split.name(),
          "class '" + name + "'",
          "classes of the train split: " + abbreviated(classes));
    }
    problems.throwIfAny(LacunaException.Kind.DATA);
    return numbers;
  }

  private static String abbreviated(List<String> names) {
    int shown = Math.min(20, names.size());
    String text = String.join(", ", names.subList(0, shown));
    return names.size() > shown ? text + " and " + (names.size() - shown) + " more" : text;
  }
}
