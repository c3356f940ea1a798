package ai.lacuna.workflow.pretrain;

import ai.lacuna.api.Plan;
import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.augment.Augmentations;
import ai.lacuna.training.ViewChange;
import ai.lacuna.workflow.recipe.Configs;
import ai.lacuna.workflow.recipe.Setting;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code augment}: a list of augmentations, in which a crop may stand too, for the only view
 * of a plan; or such a list for each view that is to be changed, under its name.
 */
final class AugmentSetting {

  private AugmentSetting() {}

  /**
   * What the recipe changes of a plan; empty if something is wrong with it. The completed recipe
   * says what is done to the other views too, and reading that again changes nothing.
   */
  static Optional<List<ViewChange>> read(Setting setting, Plan plan) {
    complete(setting, plan);
    if (!setting.isPresent()) {
      return Optional.of(List.of());
    }
    List<String> names = plan.views().stream().map(ViewSpec::name).toList();
    List<Optional<ViewChange>> changes = new ArrayList<>();
    if (setting.node().isObject()) {
      for (String name : setting.keys()) {
        if (names.contains(name)) {
          changes.add(read(setting.at(name), name));
        } else {
          String fix = Suggestion.didYouMean(name, names);
          setting.at(name).problem("an unknown view", "a view of the objective", fix);
          changes.add(Optional.empty());
        }
      }
    } else if (setting.node().isArray() && names.size() > 1) {
      String views = String.join(", ", names);
      setting.problem("a list for each view, under its name: " + views, "");
      changes.add(Optional.empty());
    } else {
      changes.add(read(setting, names.get(0)));
    }
    return changes.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            changes.stream()
                .map(Optional::orElseThrow)
                .filter(change -> !ViewChange.applied(List.of(change), plan).equals(plan))
                .toList())
        : Optional.empty();
  }

  // Crops of one view that differ from each other have no place in a recipe.
  private static void complete(Setting setting, Plan plan) {
    if (setting.isPresent() && !setting.node().isObject()) {
      return;
    }
    for (ViewSpec view : plan.views()) {
      if (!setting.at(view.name()).isPresent() && view.crops().stream().distinct().count() == 1) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        list.add(Configs.toTree(view.crop()));
        view.crops().get(0).forEach(augmentation -> list.add(toItem(augmentation)));
        setting.at(view.name()).resolve(list);
      }
    }
  }

  private static Optional<ViewChange> read(Setting list, String view) {
    Optional<Crop> crop = Optional.empty();
    List<Augmentation> augmentations = new ArrayList<>();
    boolean complete = list.node().isArray();
    if (!complete) {
      list.problem("a list, one '- {type: …}' line for each augmentation", "");
    }
    for (Setting item : complete ? list.items() : List.<Setting>of()) {
      Optional<Config> read = item.choose(Configs.TYPE, kinds()).flatMap(type -> bind(item, type));
      complete &= read.isPresent();
      if (read.isPresent() && read.get() instanceof Crop one) {
        if (crop.isPresent()) {
          item.problem("one crop for each view", "remove it");
          complete = false;
        }
        crop = Optional.of(one);
      } else if (read.isPresent() && read.get() instanceof Augmentation one) {
        augmentations.add(one);
      }
    }
    return complete ? Optional.of(new ViewChange(view, crop, augmentations)) : Optional.empty();
  }

  private static <C extends Config> Optional<Config> bind(Setting item, Class<C> type) {
    return item.bind(type, Configs.defaults(type), Set.of(Configs.TYPE)).map(c -> c);
  }

  /** What can stand in a list, by name. */
  static Map<String, Class<? extends Config>> kinds() {
    Map<String, Class<? extends Config>> kinds = new LinkedHashMap<>(Augmentations.crops());
    Augmentations.all().forEach((name, plugin) -> kinds.put(name, plugin.configType()));
    return kinds;
  }

  /** As a recipe would write it, with every setting. */
  static ObjectNode toTree(List<ViewChange> changes) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    for (ViewChange change : changes) {
      ArrayNode list = tree.putArray(change.view());
      change.crop().ifPresent(crop -> list.add(Configs.toTree(crop)));
      change.augmentations().forEach(augmentation -> list.add(toItem(augmentation)));
    }
    return tree;
  }

  /** One augmentation as a recipe would write it. */
  static ObjectNode toItem(Augmentation augmentation) {
    ObjectNode item = Configs.toTree(augmentation);
    return item.put(Configs.TYPE, Augmentations.of(augmentation).name());
  }

  /** Reads a tree that {@link #toTree} wrote. */
  static List<ViewChange> fromTree(JsonNode tree) {
    List<ViewChange> changes = new ArrayList<>();
    tree.fields()
        .forEachRemaining(
            view -> {
              Optional<Crop> crop = Optional.empty();
              List<Augmentation> augmentations = new ArrayList<>();
              for (JsonNode item : view.getValue()) {
                Config config = fromItem(item.deepCopy());
                if (config instanceof Crop one) {
                  crop = Optional.of(one);
                } else if (config instanceof Augmentation one) {
                  augmentations.add(one);
                }
              }
              changes.add(new ViewChange(view.getKey(), crop, augmentations));
            });
    return changes;
  }

  /** A crop or an augmentation again. */
  static Config fromItem(ObjectNode item) {
    String name = item.remove(Configs.TYPE).asText();
    Class<? extends Config> type = kinds().get(name);
    if (type == null) {
      throw new LacunaException(
          LacunaException.Kind.CONFIG,
          "pretrain.augment",
          name,
          "an augmentation that is installed on the worker",
          "put its jar where the worker finds it");
    }
    return Configs.fromTree(item, type);
  }
}
