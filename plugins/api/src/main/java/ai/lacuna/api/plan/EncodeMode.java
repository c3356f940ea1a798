package ai.lacuna.api.plan;

/** Which tokens the encoder gets to see during pre-training. */
public enum EncodeMode {
  /**
   * Only the class token and the visible patches (MAE): (B, 1+V, D). Only an encoder that treats
   * patches as a set can do this; the host refuses others before anything is built.
   */
  VISIBLE_ONLY,
  /**
   * Every patch, but with a learned token in the place of each hidden one's embedding (BEiT,
   * SimMIM): what {@link EncoderOutput} says, such as (B, 1+N, D). The token is trained as {@code
   * mask_token}, beside the encoder, and is no part of the result. Teachers see whole images.
   */
  MASK_TOKENS,
  /**
   * Every patch, whatever the mask says (supervised, contrastive): (B, 1+N, D), or what {@link
   * EncoderOutput} says.
   */
  FULL
}
