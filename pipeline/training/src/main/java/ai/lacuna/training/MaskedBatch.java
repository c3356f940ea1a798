package ai.lacuna.training;

import ai.lacuna.data.Batch;
import ai.lacuna.model.Draws;

/** A micro-batch, and what was drawn for each of its images. */
record MaskedBatch(Batch batch, Draws draws) {}
