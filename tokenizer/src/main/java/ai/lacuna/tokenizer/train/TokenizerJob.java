package ai.lacuna.tokenizer.train;

import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.Dataset;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.training.TrainingConfig;
import java.nio.file.Path;

/**
 * Everything that decides what a training of a tokenizer computes, and where.
 *
 * @param design what is trained
 * @param view what is made of each image: one crop of the design's size
 * @param settings how codes are drawn
 * @param training how to train
 * @param dataset the training images, none of those held out
 * @param seed of every random stream of the run
 * @param work folder of this run alone, kept between attempts
 * @param output folder for the results
 */
public record TokenizerJob(
    Design design,
    ViewSpec view,
    DvaeSettings settings,
    TrainingConfig training,
    Dataset dataset,
    long seed,
    Path work,
    Path output) {}
