package ai.lacuna.training.golden;

import ai.lacuna.model.Initialisation;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.VitConfig.Position;
import ai.lacuna.model.VitConfig.QkvBias;
import ai.lacuna.model.VitConfig.RelativePosition;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The sizes of a case's vision transformer, which have the same names in all cases. What else it
 * has is for a test to say.
 */
public record VitSizes(
    List<Integer> image, int patch, int width, int depth, int heads, double mlpRatio) {

  /** Those in a case's settings; its MLPs are four times as wide unless it says otherwise. */
  public static VitSizes of(JsonNode c) {
    return new VitSizes(
        List.of(c.path("img_size").asInt()),
        c.path("patch_size").asInt(),
        c.path("embed_dim").asInt(),
        c.path("depth").asInt(),
        c.path("num_heads").asInt(),
        c.path("mlp_ratio").asDouble(4));
  }

  /** MAE's kind. */
  public VitConfig with(Position position) {
    return with(position, Initialisation.MAE);
  }

  /** MAE's kind with other initial values. */
  public VitConfig with(Position position, Initialisation init) {
    return with(position, 0, RelativePosition.NONE, QkvBias.ALL, init);
  }

  /** BEiT's kind. */
  public VitConfig likeBeit(Position position, double layerScale, RelativePosition relative) {
    return with(position, layerScale, relative, QkvBias.NO_KEYS, Initialisation.BEIT);
  }

  /** AIM's kind. */
  public VitConfig likeAim() {
    return VitConfig.likeAim(image, patch, width, depth, heads, mlpRatio);
  }

  private VitConfig with(
      Position position,
      double layerScale,
      RelativePosition relative,
      QkvBias qkvBias,
      Initialisation init) {
    return new VitConfig(
        image, patch, width, depth, heads, mlpRatio, position, layerScale, relative, qkvBias, init);
  }
}
