package ai.lacuna.training;

import ai.lacuna.data.Batch;
import ai.lacuna.model.Draws;
import java.util.List;

/**
 * A micro-batch, and what was drawn for it.
 *
 * @param batch its images
 * @param draws for each view of the plan what was drawn for its crops
 */
record MaskedBatch(Batch batch, List<Draws> draws) {}
