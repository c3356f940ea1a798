package ai.lacuna.evaluation;

import ai.lacuna.evaluation.feature.Attention;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.evaluation.stage.FeaturesStage;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.StageSpec;

/** Plans the features that evaluations read, of the encoder and of the floors, each kind once. */
final class FeaturePlan {

  /** The id of the summaries' stage; other kinds have a dot in theirs, which no evaluation has. */
  static final String FEATURES = "features";

  private final Planning planning;
  private final BackboneConfig backbone;

  FeaturePlan(Planning planning, BackboneConfig backbone) {
    this.planning = planning;
    this.backbone = backbone;
  }

  /** The id of the stage that makes these features of the encoder, such as {@code features}. */
  static String id(Attention attention, Reads reads) {
    String order =
        switch (attention) {
          case FULL -> "";
          case CAUSAL -> ".causal";
        };
    return FEATURES + order + (reads instanceof Reads.Tokens tokens ? kind(tokens) : "");
  }

  /** As {@link #id}, of a floor. Pixels attend to nothing and have no blocks. */
  static String ofFloor(String floor, Attention attention, Reads reads) {
    if (floor.equals(Floors.PIXELS)) {
      Reads seen = reads instanceof Reads.Tokens ? new Reads.Tokens(0) : reads;
      return Floors.id(floor, id(Attention.FULL, seen));
    }
    return Floors.id(floor, id(attention, reads));
  }

  private static String kind(Reads.Tokens tokens) {
    return tokens.blocks() == 0 ? ".tokens" : ".blocks-" + tokens.blocks();
  }

  /** Adds the stages that make these features, unless they are there. */
  void add(Attention attention, Reads reads) {
    String id = id(attention, reads);
    addMissing(ofEncoder(id, Planning.ENCODER, attention, reads));
    String untrained = ofFloor(Floors.UNTRAINED, attention, reads);
    addMissing(ofEncoder(untrained, Floors.UNTRAINED, attention, reads));
    String pixels = ofFloor(Floors.PIXELS, attention, reads);
    addMissing(
        FeaturesStage.ofPixels(pixels, backbone, reads, Planning.TRAIN_DATA, Planning.TEST_DATA));
  }

  private void addMissing(StageSpec stage) {
    if (planning.stage(stage.id()).isEmpty()) {
      planning.add(stage);
    }
  }

  private static StageSpec ofEncoder(String id, String encoder, Attention attention, Reads reads) {
    return FeaturesStage.ofEncoder(
        id, encoder, attention, reads, Planning.TRAIN_DATA, Planning.TEST_DATA);
  }
}
