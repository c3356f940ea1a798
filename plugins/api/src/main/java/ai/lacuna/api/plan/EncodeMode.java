package ai.lacuna.api.plan;

/** Which tokens the encoder gets to see during pre-training. */
public enum EncodeMode {
  /**
   * Only the class token and the visible patches (MAE): (B, 1+V, D). Only an encoder that treats
   * patches as a set can do this; the host refuses others before anything is built.
   */
  VISIBLE_ONLY,
  /**
   * Every patch, whatever the mask says (supervised, contrastive): (B, 1+N, D), or what {@link
   * EncoderOutput} says.
   */
  FULL
}
