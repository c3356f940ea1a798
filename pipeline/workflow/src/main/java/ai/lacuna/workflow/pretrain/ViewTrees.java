package ai.lacuna.workflow.pretrain;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Views in the settings of stages that make the images of a pre-training without its network: what
 * hides patches is left out, so that it changes no fingerprint but the pre-training's.
 */
public final class ViewTrees {

  private static final String NAME = "name";
  private static final String DRAWS = "draws";
  private static final String SIDE = "side";
  private static final String CROP = "crop";
  private static final String CROPS = "crops";

  private ViewTrees() {}

  /** A view with every setting of its crop and augmentations. */
  public static ObjectNode toTree(ViewSpec view) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put(NAME, view.name());
    tree.put(DRAWS, view.draws());
    tree.put(SIDE, view.side());
    tree.set(CROP, Configs.toTree(view.crop()));
    ArrayNode crops = tree.putArray(CROPS);
    for (List<Augmentation> augmentations : view.crops()) {
      ArrayNode list = crops.addArray();
      augmentations.forEach(augmentation -> list.add(AugmentSetting.toItem(augmentation)));
    }
    return tree;
  }

  /** Reads a tree that {@link #toTree} wrote; nothing is hidden. */
  public static ViewSpec fromTree(JsonNode tree) {
    List<List<Augmentation>> crops = new ArrayList<>();
    for (JsonNode list : tree.get(CROPS)) {
      List<Augmentation> augmentations = new ArrayList<>();
      for (JsonNode item : list) {
        augmentations.add((Augmentation) AugmentSetting.fromItem(item.deepCopy()));
      }
      crops.add(augmentations);
    }
    return new ViewSpec(
        tree.get(NAME).asText(),
        (Crop) AugmentSetting.fromItem(tree.get(CROP).deepCopy()),
        crops,
        tree.get(SIDE).asInt(),
        new MaskSpec.None(),
        tree.get(DRAWS).asText());
  }
}
