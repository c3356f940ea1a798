package ai.lacuna.workflow.pretrain;

import ai.lacuna.model.BackboneConfig;
import ai.lacuna.workflow.recipe.Configs;
import ai.lacuna.workflow.recipe.Setting;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code backbone}: a preset's name, a group of settings, or a group that changes some
 * settings of the preset named by its key {@code preset}.
 */
final class BackboneSetting {

  private static final String PRESET = "preset";

  private BackboneSetting() {}

  static Optional<BackboneConfig> read(Setting setting) {
    Map<String, BackboneConfig> presets = BackboneConfig.presets();
    if (setting.node().isTextual()) {
      Setting named =
          setting.instead(
              JsonNodeFactory.instance.objectNode().put(PRESET, setting.node().asText()));
      Optional<BackboneConfig> preset = named.choose(PRESET, presets);
      preset.ifPresent(p -> setting.resolve(Configs.toTree(p)));
      return preset;
    }
    if (!setting.at(PRESET).isPresent()) {
      return setting.bind(BackboneConfig.class);
    }
    Optional<BackboneConfig> preset = setting.choose(PRESET, presets);
    return preset.flatMap(p -> change(setting, p));
  }

  // What of a preset's settings another family shares says nothing about that family.
  private static Optional<BackboneConfig> change(Setting setting, BackboneConfig preset) {
    Setting type = setting.at(Configs.TYPE);
    if (type.isPresent() && !type.node().asText().equals(preset.type())) {
      type.problem(preset.type() + ", the type of the preset", "remove 'type' or 'preset'");
      return Optional.empty();
    }
    return setting.bind(BackboneConfig.class, preset, Set.of(PRESET));
  }
}
