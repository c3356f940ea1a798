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
    Optional<BackboneConfig> base =
        setting.at(PRESET).isPresent()
            ? setting.choose(PRESET, presets)
            : Optional.of(BackboneConfig.defaults());
    return base.flatMap(b -> setting.bind(b, Set.of(PRESET)));
  }
}
