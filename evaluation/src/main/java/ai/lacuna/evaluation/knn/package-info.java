/**
 * Weighted k-nearest-neighbour classification of frozen features, as DINO does it.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.knn.Knn}, with its {@link
 * ai.lacuna.evaluation.knn.KnnConfig}. {@link ai.lacuna.evaluation.knn.NearestNeighbours} is the
 * search underneath.
 */
@NullMarked
package ai.lacuna.evaluation.knn;

import org.jspecify.annotations.NullMarked;
