package ai.lacuna.api.stability;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
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
 * The public types of a folder of classes, one line for each thing that other jars can rely on:
 * {@code TYPE | what it is}. A line that is gone is a promise that is broken; only the words {@code
 * abstract}, {@code final} and {@code protected} take something away and may go.
 */
public final class PublicApi {

  // Written by the host, used by objectives: a new abstract method breaks no jar.
  private static final Set<String> HOST =
      Set.of(
          "ai.lacuna.api.Step",
          "ai.lacuna.api.View",
          "ai.lacuna.api.Teacher",
          "ai.lacuna.api.Update");

  private static final String TO_BE_EXTENDED = " | may be extended";
  private static final String ANNOTATION = " | type annotation";
  private static final List<String> RESTRICTIONS = List.of("protected ", "abstract ", "final ");

  private final List<Class<?>> types;

  PublicApi(List<Class<?>> types) {
    this.types = types;
  }

  /** The API of the types that others see. */
  public static PublicApi of(Path classes) throws IOException {
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
    if (type.isAnonymousClass() || type.isLocalClass()) {
      return false;
    }
    Class<?> outer = type.getEnclosingClass();
    if (outer == null) {
      return Modifier.isPublic(type.getModifiers());
    }
    return visible(outer) && open(type.getModifiers(), outer);
  }

  /** Types without tag, by themselves or their package. */
  public List<String> untagged() {
    return types.stream().filter(t -> !tagged(t)).map(Class::getName).toList();
  }

  private static boolean tagged(Class<?> type) {
    return type.isAnnotationPresent(Stability.class)
        || type.getPackage().isAnnotationPresent(Stability.class);
  }

  /**
   * Fails unless whatever was built against a file of lines still fits; writes the file instead
   * where the system property {@code lacuna.writeApi} is set.
   *
   * @param intended how an intended change is accepted, for the message
   */
  public void assertKeeps(Path baseline, String intended) throws IOException {
    if (Boolean.getBoolean("lacuna.writeApi")) {
      Files.write(baseline, lines());
      return;
    }
    List<String> incompatible = incompatible(Files.readAllLines(baseline), lines());
    if (!incompatible.isEmpty()) {
      throw new AssertionError(
          "what was built before no longer fits:\n  "
              + String.join("\n  ", incompatible)
              + "\nKeep the old member and add the new one beside it. "
              + intended);
    }
  }

  /** All lines, sorted. */
  List<String> lines() {
    Set<String> lines = new TreeSet<>();
    for (Class<?> type : types) {
      String name = type.getName() + " | ";
      lines.add(name + reach(type.getModifiers()) + "type " + kind(type) + variables(type));
      if (extensible(type)) {
        lines.add(type.getName() + TO_BE_EXTENDED);
      }
      supertypes(type).forEach(s -> lines.add(name + "is " + s.getTypeName()));
      for (Constructor<?> c : type.getDeclaredConstructors()) {
        if (open(c.getModifiers(), type)) {
          constructor(c).forEach(line -> lines.add(name + line));
        }
      }
      methods(type).forEach(m -> lines.add(name + method(m)));
      for (Field f : type.getDeclaredFields()) {
        if (open(f.getModifiers(), type) && !f.isSynthetic()) {
          lines.add(name + field(f));
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

  // Whether other jars may have subtypes; those of the host's types are its own.
  private static boolean extensible(Class<?> type) {
    if (type.isAnnotation() || type.isSealed() || HOST.contains(type.getName())) {
      return false;
    }
    return type.isInterface()
        || !Modifier.isFinal(type.getModifiers())
            && !type.isEnum()
            && Arrays.stream(type.getDeclaredConstructors())
                .anyMatch(c -> !hidden(c.getModifiers()));
  }

  // What a type of such a kind is anyway says nothing; other libraries' types bring their own
  // supertypes along.
  private static Set<Type> supertypes(Class<?> type) {
    Set<Type> all = new LinkedHashSet<>();
    Class<?> parent = type.getSuperclass();
    if (parent != null && parent != Object.class && !type.isRecord() && !type.isEnum()) {
      all.add(type.getGenericSuperclass());
      all.addAll(supertypesOfOurs(parent));
    }
    if (!type.isAnnotation()) {
      all.addAll(List.of(type.getGenericInterfaces()));
      for (Class<?> i : type.getInterfaces()) {
        all.addAll(supertypesOfOurs(i));
      }
    }
    return all;
  }

  private static Set<Type> supertypesOfOurs(Class<?> type) {
    return type.getName().startsWith("ai.lacuna.") ? supertypes(type) : Set.of();
  }

  // A subtype can call one that nobody else can.
  private static List<String> constructor(Constructor<?> c) {
    Class<?> type = c.getDeclaringClass();
    String parameters = variables(c) + parameters(c.getParameters());
    List<String> lines = new ArrayList<>();
    if (Modifier.isPublic(c.getModifiers()) && !Modifier.isAbstract(type.getModifiers())) {
      lines.add("constructor " + parameters);
    }
    if (extensible(type)) {
      lines.add("super constructor " + parameters);
    }
    return lines;
  }

  // With what subtypes have to implement of other types.
  private static Stream<Method> methods(Class<?> type) {
    Stream<Method> own =
        Arrays.stream(type.getDeclaredMethods()).filter(m -> open(m.getModifiers(), type));
    Stream<Method> inherited =
        Arrays.stream(extensible(type) ? type.getMethods() : new Method[0])
            .filter(m -> Modifier.isAbstract(m.getModifiers()));
    return Stream.concat(own, inherited).filter(m -> !m.isSynthetic());
  }

  private static String method(Method m) {
    int modifiers = m.getModifiers();
    boolean fixed = Modifier.isFinal(modifiers) && extensible(m.getDeclaringClass());
    String how =
        Modifier.isStatic(modifiers)
            ? "static "
            : Modifier.isAbstract(modifiers) && m.getDefaultValue() == null
                ? "abstract "
                : fixed ? "final " : "";
    return reach(modifiers)
        + how
        + "method "
        + (variables(m) + " " + m.getGenericReturnType().getTypeName()).strip()
        + " "
        + m.getName()
        + parameters(m.getParameters());
  }

  private static String field(Field f) {
    int modifiers = f.getModifiers();
    return reach(modifiers)
        + (Modifier.isStatic(modifiers) ? "static " : "")
        + (Modifier.isFinal(modifiers) ? "final " : "")
        + "field "
        + f.getGenericType().getTypeName()
        + " "
        + f.getName();
  }

  private static String variables(GenericDeclaration declaration) {
    TypeVariable<?>[] variables = declaration.getTypeParameters();
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(PublicApi::bounded)
            .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String bounded(TypeVariable<?> variable) {
    String bounds =
        Arrays.stream(variable.getBounds())
            .filter(bound -> bound != Object.class)
            .map(Type::getTypeName)
            .collect(Collectors.joining(" & "));
    return bounds.isEmpty() ? variable.getName() : variable.getName() + " extends " + bounds;
  }

  private static String parameters(Parameter[] parameters) {
    return Arrays.stream(parameters)
        .map(p -> p.getParameterizedType().getTypeName())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String reach(int modifiers) {
    return Modifier.isProtected(modifiers) ? "protected " : "";
  }

  // Protected members are for subtypes.
  private static boolean open(int modifiers, Class<?> type) {
    return Modifier.isPublic(modifiers) || !hidden(modifiers) && extensible(type);
  }

  private static boolean hidden(int modifiers) {
    return !Modifier.isPublic(modifiers) && !Modifier.isProtected(modifiers);
  }

  /**
   * What a jar that was built against {@code before} cannot live with: lines that are gone, and new
   * abstract methods of what authors implement or write.
   */
  static List<String> incompatible(List<String> before, List<String> after) {
    List<String> found = new ArrayList<>();
    for (String line : before) {
      if (versions(line).stream().noneMatch(after::contains)) {
        found.add("gone: " + line);
      }
    }
    for (String line : after) {
      String type = line.substring(0, line.indexOf(" | "));
      boolean authors =
          before.contains(type + TO_BE_EXTENDED) || before.contains(type + ANNOTATION);
      if (line.contains("abstract method ") && authors && !before.contains(line)) {
        found.add("must be implemented: " + line);
      }
    }
    return found;
  }

  // A line, and what it is with fewer restrictions.
  private static Set<String> versions(String line) {
    Set<String> versions = new LinkedHashSet<>(List.of(line));
    for (String word : RESTRICTIONS) {
      List.copyOf(versions).forEach(v -> versions.add(v.replace(word, "")));
    }
    return versions;
  }
}
