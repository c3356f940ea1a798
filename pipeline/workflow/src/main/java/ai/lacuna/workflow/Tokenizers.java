package ai.lacuna.workflow;

import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.data.Dataset;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.training.TokenSource;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the tokens that an objective asks for part of a run: plans their stages, and opens what
 * these made. At most one plugin has it.
 */
public interface Tokenizers {

  /**
   * What a pre-training needs tokens for.
   *
   * @param objective what recipes call the objective
   * @param backbone the encoder; a token belongs to each of its patches
   * @param channels channels C of the images
   * @param plan what the objective asks for, with the recipe's changes
   */
  record Request(String objective, BackboneConfig backbone, int channels, Plan plan) {}

  /**
   * How many codes the recipe's tokenizer has, or that of a recipe that names none. Reports
   * nothing: problems are {@link #plan}'s business.
   */
  int vocabulary(Planning planning, BackboneConfig backbone);

  /**
   * Adds the stages that make the tokens.
   *
   * @return the inputs of the pre-training by role; empty if a problem was reported
   */
  Optional<Map<String, String>> plan(Planning planning, Request request);

  /**
   * Reports what is wrong with the recipe's tokenizer, where other problems leave open whether the
   * objective asks for tokens; called instead of {@link #plan}.
   */
  void check(Planning planning, BackboneConfig backbone);

  /**
   * The tokens, in the stage that pre-trains.
   *
   * @param context has the inputs that {@link #plan} returned
   * @param dataset what is trained on
   * @param encoder the encoder's image
   */
  TokenSource open(StageContext context, Dataset dataset, ImageShape encoder) throws IOException;
}
