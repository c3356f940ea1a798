package ai.lacuna.data.source;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.api.config.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The classes that labels speak of, whether they name them or number them.
 *
 * <p>A file of classes has one line for each: a name, numbered by its place from 0, or a number and
 * a name. Without a file, labels that are whole numbers are classes from 0 to the largest, called
 * by their numbers; any others are names, numbered in their order.
 */
public final class ClassList {

  /** Classes that a data set may have. */
  public static final int MOST = 1_000_000;

  private static final Pattern NUMBERED = Pattern.compile("([0-9]{1,9})[\\s,:]+(.*)");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final List<String> names;
  private final Map<String, Integer> byLabel = new HashMap<>();

  private ClassList(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      byLabel.put(names.get(i), i);
    }
  }

  /**
   * Reads a file of classes. Numbers with gaps are closed up: the classes keep their order.
   *
   * @throws LacunaException of kind DATA if there is none, or a class has no name, or two have one
   */
  public static ClassList read(Path file) {
    SortedMap<Integer, String> found = numbered(file);
    ClassList list = new ClassList(List.copyOf(found.values()));
    int index = 0;
    for (int number : found.keySet()) {
      list.byLabel.putIfAbsent(Integer.toString(number), index++);
    }
    return list;
  }

  /**
   * The names of classes by the numbers that a file gives them.
   *
   * @throws LacunaException as {@link #read}
   */
  public static SortedMap<Integer, String> numbered(Path file) {
    List<String> lines = Places.lines(file, "a file with the name of a class on each line");
    boolean numbered = lines.stream().allMatch(line -> NUMBERED.matcher(line + " ").matches());
    Problems problems = new Problems();
    SortedMap<Integer, String> found = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher parts = NUMBERED.matcher(lines.get(i) + " ");
      boolean split = numbered && parts.matches();
      int number = split ? Integer.parseInt(parts.group(1)) : i;
      String name = split ? parts.group(2).strip() : lines.get(i);
      String where = file + ", class " + number;
      if (name.isEmpty()) {
        problems.add(where, "no name", "a name", "write it behind the number");
      } else if (!seen.add(name)) {
        problems.add(where, "'" + name + "' again", "names that differ", "rename one of them");
      }
      String other = found.put(number, name);
      if (other != null) {
        String given = "'" + other + "' and '" + name + "'";
        problems.add(where, given, "one class of that number", "number them anew");
      }
    }
    if (lines.isEmpty()) {
      problems.add(file.toString(), "an empty file", "names of classes", "write one on each line");
    }
    problems.throwIfAny(Kind.DATA);
    return found;
  }

  /**
   * The classes of labels that were found.
   *
   * @param labels each distinct one
   * @param where the place of the labels, for messages
   * @throws LacunaException of kind DATA if numbers leave classes without an image
   */
  public static ClassList found(Collection<String> labels, String where) {
    if (labels.size() > MOST) {
      throw problem(where, labels.size() + " different labels");
    }
    if (!labels.stream().allMatch(label -> NUMBER.matcher(label).matches())) {
      return new ClassList(List.copyOf(new TreeSet<>(labels)));
    }
    TreeSet<Integer> numbers = new TreeSet<>();
    labels.forEach(label -> numbers.add(Integer.parseInt(label)));
    int largest = numbers.isEmpty() ? -1 : numbers.last();
    if (largest >= MOST) {
      throw problem(where, "a label of " + largest);
    }
    List<String> names = new ArrayList<>();
    List<Integer> empty = new ArrayList<>();
    for (int k = 0; k <= largest; k++) {
      names.add(Integer.toString(k));
      if (!numbers.contains(k)) {
        empty.add(k);
      }
    }
    if (!empty.isEmpty()) {
      throw new LacunaException(
          Kind.DATA,
          where,
          "labels up to %d, but no image of class %s"
              .formatted(largest, empty.size() > 5 ? empty.subList(0, 5) + " …" : empty),
          "an image of every class from 0 on",
          "set classes to a file with a line 'number name' for each class");
    }
    return new ClassList(names);
  }

  private static LacunaException problem(String where, String given) {
    return new LacunaException(
        Kind.DATA, where, given, "labels of at most a million classes", "check the label's column");
  }

  /** Names in the order of indices. */
  public List<String> names() {
    return names;
  }

  /** The index of a label, or null if it names or numbers none of the classes. */
  public @Nullable Integer index(String label) {
    Integer index = byLabel.get(label);
    if (index == null && NUMBER.matcher(label).matches()) {
      index = byLabel.get(Integer.toString(Integer.parseInt(label))); // 007
    }
    return index;
  }
}
