package ai.lacuna.api.stability;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public types of a folder of classes, one line for each thing that other jars can name: {@code
 * TYPE | what it is}.
 */
final class PublicApi {

  // Written by the host, used by objectives: a new abstract method breaks no jar.
  private static final Set<String> HOST =
      Set.of(
          "ai.lacuna.api.Step",
          "ai.lacuna.api.View",
          "ai.lacuna.api.Teacher",
          "ai.lacuna.api.Update");

  private final List<Class<?>> types;

  private PublicApi(List<Class<?>> types) {
    this.types = types;
  }

  static PublicApi of(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      List<Class<?>> types = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        String path = classes.relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
        if (!name.endsWith("-info")) {
          Class<?> type = load(name);
          if (visible(type)) {
            types.add(type);
          }
        }
      }
      return new PublicApi(types);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApi.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean visible(Class<?> type) {
    boolean open = Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass();
    return open && (type.getEnclosingClass() == null || visible(type.getEnclosingClass()));
  }

  /** Types without tag, by themselves, their enclosing type or their package. */
  List<String> untagged() {
    return types.stream().filter(t -> !tagged(t)).map(Class::getName).toList();
  }

  private static boolean tagged(Class<?> type) {
    return type.isAnnotationPresent(Stability.class)
        || type.getPackage().isAnnotationPresent(Stability.class);
  }

  /** All lines, sorted. */
  List<String> lines() {
    Set<String> lines = new TreeSet<>();
    for (Class<?> type : types) {
      String name = type.getName() + " | ";
      lines.add(name + "type " + kind(type));
      for (Constructor<?> c : type.getDeclaredConstructors()) {
        if (open(c.getModifiers())) {
          lines.add(name + "constructor " + parameters(c.getParameters()));
        }
      }
      for (Method m : type.getDeclaredMethods()) {
        if (open(m.getModifiers()) && !m.isSynthetic()) {
          lines.add(name + method(m));
        }
      }
      for (Field f : type.getDeclaredFields()) {
        if (open(f.getModifiers()) && !f.isSynthetic()) {
          lines.add(name + "field " + f.getGenericType().getTypeName() + " " + f.getName());
        }
      }
    }
    return List.copyOf(lines);
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "annotation";
    } else if (type.isInterface()) {
      return (HOST.contains(type.getName()) ? "host " : "") + "interface";
    } else if (type.isRecord()) {
      return "record";
    } else if (type.isEnum()) {
      return "enum";
    }
    return "class";
  }

  private static String method(Method m) {
    String how =
        Modifier.isStatic(m.getModifiers())
            ? "static "
            : Modifier.isAbstract(m.getModifiers()) ? "abstract " : "";
    return how
        + "method "
        + m.getGenericReturnType().getTypeName()
        + " "
        + m.getName()
        + parameters(m.getParameters());
  }

  private static String parameters(Parameter[] parameters) {
    return Arrays.stream(parameters)
        .map(p -> p.getParameterizedType().getTypeName())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static boolean open(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  /**
   * What a jar that was built against {@code before} cannot live with: members that are gone, and
   * new abstract methods of interfaces that authors implement.
   */
  static List<String> incompatible(List<String> before, List<String> after) {
    List<String> found = new ArrayList<>();
    Set<String> gone = new LinkedHashSet<>(before);
    gone.removeAll(after);
    gone.forEach(line -> found.add("gone: " + line));
    Set<String> authors = new TreeSet<>();
    for (String line : before) {
      if (line.endsWith(" | type interface")) {
        authors.add(line.substring(0, line.indexOf(" | ")));
      }
    }
    for (String line : after) {
      String type = line.substring(0, line.indexOf(" | "));
      if (line.contains(" | abstract method ")
          && authors.contains(type)
          && !before.contains(line)) {
        found.add("must be implemented: " + line);
      }
    }
    return found;
  }
}
