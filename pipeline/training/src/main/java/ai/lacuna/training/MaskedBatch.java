package ai.lacuna.training;

import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.data.Batch;
import java.util.List;

/** A micro-batch and a mask for each of its images. */
record MaskedBatch(Batch batch, List<PatchMask> masks) {}
