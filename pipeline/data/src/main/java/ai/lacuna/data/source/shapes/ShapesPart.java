package ai.lacuna.data.source.shapes;

/**
 * A range of images.
 *
 * @param from first index
 * @param to end, exclusive
 */
public record ShapesPart(long from, long to) {}
