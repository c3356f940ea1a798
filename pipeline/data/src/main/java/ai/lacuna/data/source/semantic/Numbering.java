package ai.lacuna.data.source.semantic;

import ai.lacuna.data.annotation.IndexMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * How numbers in masks become indices of classes: in their order, without gaps and without those
 * that mean 'not labelled'.
 *
 * @param names of the classes, in the order of their indices
 * @param classOf of each number (256) the index; 255 = not labelled, -1 = no class
 */
record Numbering(List<String> names, List<Integer> classOf) {

  static Numbering of(Collection<Integer> numbers, IntFunction<String> name, Set<Integer> ignore) {
    List<String> names = new ArrayList<>();
    Integer[] classOf = new Integer[256];
    Arrays.fill(classOf, -1);
    for (int number : new TreeSet<>(numbers)) {
      if (!ignore.contains(number) && number < classOf.length) {
        classOf[number] = names.size();
        names.add(name.apply(number));
      }
    }
    for (int number : ignore) {
      classOf[number] = IndexMask.IGNORE;
    }
    return new Numbering(names, List.of(classOf));
  }
}
