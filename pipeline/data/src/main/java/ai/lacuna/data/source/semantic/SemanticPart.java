package ai.lacuna.data.source.semantic;

import java.util.List;

/**
 * Some images.
 *
 * @param images relative to the folder of images
 * @param masks of each, relative to the folder of masks
 * @param classOf of each number in a mask (256), the index of its class in the data set; 255 = not
 *     labelled, -1 = no class
 */
public record SemanticPart(List<String> images, List<String> masks, List<Integer> classOf) {}
