package ai.lacuna.testkit;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.SwinConfig;
import ai.lacuna.model.VitConfig;
import java.util.List;

/**
 * What an objective meets in a check.
 *
 * @param backbone the encoder
 * @param channels C
 * @param classes K of the made-up labels; 0 = there are none
 * @param vocabulary codes of the made-up tokenizer; 0 = there is none yet
 */
record Conditions(BackboneConfig backbone, int channels, int classes, int vocabulary) {

  private static final int SIDE = 32;

  /** What rules are about other things meet: two blocks of width 32 on 4 × 4 patches. */
  static final Conditions USUAL = new Conditions(vit(SIDE, 8, 32), 3, 4, 16);

  /** A rectangle. */
  static final Conditions WIDE = USUAL.on(vit(48, 8, 32));

  /** Smaller patches, wider tokens and more codes. */
  static final Conditions FINE = USUAL.on(vit(SIDE, 4, 48)).withVocabulary(40);

  /** An encoder that merges patches and has no class token. */
  static final Conditions MERGING =
      USUAL.on(new SwinConfig(List.of(SIDE), 4, 16, List.of(1, 1), List.of(2, 4), List.of(4), 2));

  private static BackboneConfig vit(int width, int patch, int tokens) {
    return new VitConfig(List.of(SIDE, width), patch, tokens, 2, 4, 2, VitConfig.Position.SINCOS);
  }

  private Conditions on(BackboneConfig other) {
    return new Conditions(other, channels, classes, vocabulary);
  }

  Conditions withChannels(int count) {
    return new Conditions(backbone, count, classes, vocabulary);
  }

  Conditions withClasses(int count) {
    return new Conditions(backbone, channels, count, vocabulary);
  }

  Conditions withVocabulary(int codes) {
    return new Conditions(backbone, channels, classes, codes);
  }

  ImageShape image() {
    return backbone.shape(channels);
  }

  PlanContext context() {
    return backbone.context(channels, classes).withVocabulary(vocabulary);
  }
}
