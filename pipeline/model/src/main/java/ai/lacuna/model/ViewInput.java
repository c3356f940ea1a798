package ai.lacuna.model;

import ai.djl.ndarray.NDArray;

/**
 * One view of a micro-batch.
 *
 * @param images normalised crops (A, C, height, width), view-major, see {@link ai.lacuna.api.View}
 * @param draws masks and dropped branches of each crop
 */
public record ViewInput(NDArray images, Draws draws) {}
