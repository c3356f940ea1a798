package ai.lacuna.evaluation.seeds;

/**
 * What was measured.
 *
 * @param evaluation what the recipe calls the evaluation, such as {@code knn}
 * @param metric such as {@code top1}
 */
public record Measure(String evaluation, String metric) {}
