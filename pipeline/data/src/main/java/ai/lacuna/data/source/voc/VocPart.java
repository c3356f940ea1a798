package ai.lacuna.data.source.voc;

import java.util.List;

/**
 * Some images.
 *
 * @param images files in the folder of images
 * @param categories of the whole data set, in the order of their indices
 */
public record VocPart(List<String> images, List<String> categories) {}
