package ai.lacuna.data.image;

/**
 * The size of an image in pixels.
 *
 * @param height H
 * @param width W
 */
public record Size(int height, int width) {}
