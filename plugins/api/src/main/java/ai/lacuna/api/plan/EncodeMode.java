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
   * Every patch, each of which attends to those before it in the grid's order, to itself, and to
   * the visible ones wherever they lie (AIM, section 4.2: prefix-causal attention). So the token of
   * patch i knows the visible patches and the first i + 1, and nothing else. A class token counts
   * as a first, visible patch. The mask must be a {@link MaskSpec.Prefix}; shapes are those of
   * {@link #FULL}. The encoder that is kept attends in both directions.
   */
  PREFIX_CAUSAL,
  /**
   * Every patch, whatever the mask says (supervised, contrastive): (B, 1+N, D), or what {@link
   * EncoderOutput} says.
   */
  FULL
}
