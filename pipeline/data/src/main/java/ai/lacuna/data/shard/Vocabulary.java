package ai.lacuna.data.shard;

import ai.lacuna.data.shard.ShardSchema.Annotation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the indices in a data set stand for, each list in the order of the indices.
 *
 * @param classes classes of whole images; empty if nothing is labelled
 * @param categories categories of objects; empty if objects are not known
 * @param semanticClasses classes of pixels; empty if there are no semantic masks
 */
public record Vocabulary(
    List<String> classes, List<String> categories, List<String> semanticClasses) {

  public Vocabulary {
    classes = List.copyOf(classes);
    categories = List.copyOf(categories);
    semanticClasses = List.copyOf(semanticClasses);
  }

  /** Classes of images and nothing else. */
  public static Vocabulary ofClasses(List<String> classes) {
    return new Vocabulary(classes, List.of(), List.of());
  }

  /** Categories of objects and nothing else. */
  public static Vocabulary ofCategories(List<String> categories) {
    return new Vocabulary(List.of(), categories, List.of());
  }

  /** Classes of pixels and nothing else. */
  public static Vocabulary ofSemanticClasses(List<String> classes) {
    return new Vocabulary(List.of(), List.of(), classes);
  }

  /** How many of each there are: {@code 10 classes}, {@code objects of 1 category}. */
  public String summary() {
    List<String> parts = new ArrayList<>();
    if (!classes.isEmpty() || annotations().isEmpty()) {
      parts.add(classes.size() + (classes.size() == 1 ? " class" : " classes"));
    }
    if (!categories.isEmpty()) {
      String noun = categories.size() == 1 ? " category" : " categories";
      parts.add("objects of " + categories.size() + noun);
    }
    if (!semanticClasses.isEmpty()) {
      String noun = semanticClasses.size() == 1 ? " class" : " classes";
      parts.add("masks of " + semanticClasses.size() + noun);
    }
    return String.join(", ", parts);
  }

  /** What is known beside the classes of images. */
  public Set<Annotation> annotations() {
    Set<Annotation> annotations = EnumSet.noneOf(Annotation.class);
    if (!categories.isEmpty()) {
      annotations.add(Annotation.OBJECTS);
    }
    if (!semanticClasses.isEmpty()) {
      annotations.add(Annotation.SEMANTIC);
    }
    return annotations;
  }
}
