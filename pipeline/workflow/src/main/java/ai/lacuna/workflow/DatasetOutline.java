package ai.lacuna.workflow;

import java.util.List;

/**
 * What is known about a data set before it is imported.
 *
 * @param images how many there are, before any is found to be broken
 * @param classes class names in the order of their indices; empty if nothing is labelled
 * @param channels channels C of the decoded images
 */
public record DatasetOutline(long images, List<String> classes, int channels) {
  public DatasetOutline {
    classes = List.copyOf(classes);
  }
}
