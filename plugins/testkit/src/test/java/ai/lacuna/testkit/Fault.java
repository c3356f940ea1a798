package ai.lacuna.testkit;

/** What is wrong with a {@link FaultyObjective}, and which rule has to say so. */
enum Fault {
  UNUSED_PARAMETER(Rule.FINITE_GRADIENTS, "head.spare"),
  NO_GRADIENT_AT_ALL(Rule.FINITE_GRADIENTS, "nothing trainable can be reached"),
  NOT_FINITE(Rule.FINITE_GRADIENTS, "NaN"),
  GRADIENT_IN_TEACHER(Rule.FINITE_GRADIENTS, "teacher"),
  MULTIPLIES_BY_A_NUMBER(Rule.NUMBERS_STAY_ALIVE, "FaultyObjective.onNumbers(", "Scalars.of"),
  DIVIDES_BY_A_NUMBER(Rule.NUMBERS_STAY_ALIVE, "FaultyObjective.onNumbers(", "Scalars.of"),
  RAISES_TO_A_NUMBER(Rule.NUMBERS_STAY_ALIVE, "FaultyObjective.onNumbers(", "Scalars.of"),
  LIMITS_TO_A_NUMBER(Rule.NUMBERS_STAY_ALIVE, "FaultyObjective.onNumbers(", "Scalars.of"),
  CLOSES_AN_ARRAY(Rule.NUMBERS_STAY_ALIVE, "FaultyObjective.onNumbers(", "leave arrays"),
  CLIMBS(Rule.LEARNS_EIGHT_IMAGES, "loss on eight images"),
  LEARNS_THE_MEAN(Rule.LEARNS_EIGHT_IMAGES, "own targets", "the same for all images"),
  LEARNS_THE_TEACHERS_MEAN(Rule.LEARNS_EIGHT_IMAGES, "own targets", "the same for all images"),
  ENCODES_HIDDEN_PATCHES(Rule.HIDDEN_PIXELS_DO_NOT_LEAK, "encoding of"),
  PREDICTS_FROM_PIXELS(Rule.HIDDEN_PIXELS_DO_NOT_LEAK, "module 'head'"),
  PREDICTS_A_PATCH_FROM_ITSELF(Rule.HIDDEN_PIXELS_DO_NOT_LEAK, "what the last patch shows"),
  PREDICTS_A_PATCH_FROM_ITS_PIXELS(
      Rule.HIDDEN_PIXELS_DO_NOT_LEAK, "module 'head'", "step.target()"),
  AVERAGES_OVER_ALL_PATCHES(Rule.VISIBLE_PIXELS_ARE_NO_TARGET, "visible patches"),
  CONSTANT_TARGET(Rule.TARGET_VARIES, "whatever the predictions are compared with"),
  OWN_RANDOM_NUMBERS(Rule.SAME_SEED_SAME_LOSS, "the first loss"),
  STATE_IN_A_FIELD(Rule.RESUMES, "after the checkpoint"),
  PAIRS_ROWS_OF_DIFFERENT_IMAGES(Rule.ANY_ORDER, "in another order"),
  SUMS(Rule.ACCUMULATES, "gradients differ", "a sum over images"),
  WEIGHS_IMAGES(Rule.ACCUMULATES, "gradients differ", "LossScope.WEIGHED_IMAGES"),
  WEIGHS_IMAGES_BY_THEIR_MASKS(Rule.ACCUMULATES, "gradients differ", "LossScope.WEIGHED_IMAGES"),
  COMPARES_IMAGES(Rule.ACCUMULATES, "gradients differ", "LossScope.WHOLE_BATCH"),
  COMPARES_WEIGHED_IMAGES(Rule.ACCUMULATES, "any weighed mean", "LossScope.WHOLE_BATCH"),
  NEEDLESS_WEIGHED_IMAGES(Rule.ACCUMULATES, "weigh the same", "remove .lossOver"),
  NEEDLESS_WHOLE_BATCH(Rule.ACCUMULATES, "needs the whole batch", "remove .lossOver"),
  EIGHT_IMAGES_WRITTEN_DOWN(Rule.ANY_SHAPE, "on 1 images"),
  THREE_CHANNELS_WRITTEN_DOWN(Rule.ANY_SHAPE, "1x32x32"),
  SQUARE_GRID_WRITTEN_DOWN(Rule.ANY_SHAPE, "3x32x48"),
  WIDTH_WRITTEN_DOWN(Rule.ANY_SHAPE, "blocks of width 48"),
  PATCH_WRITTEN_DOWN(Rule.ANY_SHAPE, "blocks of width 48"),
  CODES_WRITTEN_DOWN(Rule.ANY_SHAPE, "40 codes"),
  SIDE_OF_A_VIEW_WRITTEN_DOWN(Rule.ANY_SHAPE, "a divisor of 12, the side of the objective's view"),
  COUNTS_ON_A_CLASS_TOKEN(Rule.ANY_SHAPE, "swin"),
  MAGNIFIES_ROUNDING(Rule.BFLOAT16, "in bfloat16"),
  KEEPS_ARRAYS(Rule.NO_MEMORY_GROWTH, "4 updates leave 4 arrays behind, the next 4 leave 4"),
  KEEPS_ARRAYS_OF_EVERY_SECOND_UPDATE(
      Rule.NO_MEMORY_GROWTH, "4 updates leave 2 arrays behind, the next 4 leave 2"),
  UNUSED_TEACHER(Rule.CLAIMS_HOLD, "'teacher'"),
  UNUSED_MODULE(Rule.CLAIMS_HOLD, "'spare'"),
  UNUSED_BUFFER(Rule.CLAIMS_HOLD, "buffer 'centre'"),
  UNUSED_VIEW(Rule.CLAIMS_HOLD, "view 'second'"),
  UNUSED_TOKENS(Rule.CLAIMS_HOLD, "asks for tokens"),
  CANNOT_WAIT_FOR_A_TOKENIZER(Rule.CLAIMS_HOLD, "no tokenizer"),
  IGNORES_MIXED_LABELS(Rule.CLAIMS_HOLD, "mixes images"),
  WANTS_LABELS_UNANNOUNCED(Rule.CLAIMS_HOLD, "accepts images without labels"),
  FREEZES_NOTHING(Rule.CLAIMS_HOLD, "haed.*"),
  RECONSTRUCTS_HIDDEN_PATCHES_ONLY(Rule.CLAIMS_HOLD, "reconstruct gives"),
  LACKS_A_RECIPE(Rule.CLAIMS_HOLD, "no-such-recipe"),
  IS_NO_SERVICE(Rule.CLAIMS_HOLD, "'faulty' does not find", "the file is missing"),
  THROWS_IN_PLAN(Rule.CLAIMS_HOLD, "no plan today");

  private final Rule rule;
  private final String says;
  private final String remedy;

  Fault(Rule rule, String says) {
    this(rule, says, "");
  }

  Fault(Rule rule, String says, String remedy) {
    this.rule = rule;
    this.says = says;
    this.remedy = remedy;
  }

  Rule rule() {
    return rule;
  }

  /** A part of what the rule sees. */
  String says() {
    return says;
  }

  /** A part of what it takes for the cause. */
  String remedy() {
    return remedy;
  }
}
