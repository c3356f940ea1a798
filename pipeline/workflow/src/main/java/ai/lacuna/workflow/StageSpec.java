package ai.lacuna.workflow;

import ai.lacuna.api.config.Config;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One stage of a plan: which code, with what settings, on which inputs.
 *
 * @param id unique in the plan; shown to people, and no part of the fingerprint
 * @param stage the code
 * @param config the settings, all of them; the fingerprint covers them
 * @param unhashed settings that say where something lies rather than what it is, such as the path
 *     of a folder whose content digest is in {@code config}; the stage sees both as one
 * @param seed the seed, if the stage draws random numbers; the fingerprint covers it
 * @param inputs upstream stage ids by role
 * @param notes lines for listings, such as planned memory
 * @param warnings what may go wrong on this machine, for listings and before the stage runs
 * @param figures numbers for scripts that list stages, by name, such as planned bytes of memory
 */
public record StageSpec(
    String id,
    Stage stage,
    ObjectNode config,
    ObjectNode unhashed,
    OptionalLong seed,
    Map<String, String> inputs,
    List<String> notes,
    List<String> warnings,
    Map<String, Double> figures) {

  public StageSpec {
    config = config.deepCopy();
    unhashed = unhashed.deepCopy();
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** A stage without settings, seed or inputs, to be completed by the {@code with…} methods. */
  public static StageSpec of(String id, Stage stage) {
    ObjectNode empty = JsonNodeFactory.instance.objectNode();
    return new StageSpec(
        id, stage, empty, empty, OptionalLong.empty(), Map.of(), List.of(), List.of(), Map.of());
  }

  /** This with other settings. */
  public StageSpec withConfig(ObjectNode settings) {
    return new StageSpec(id, stage, settings, unhashed, seed, inputs, notes, warnings, figures);
  }

  /** This with the settings of a config record. */
  public <C extends Record & Config> StageSpec withConfig(C settings) {
    return withConfig(Configs.toTree(settings));
  }

  /** This with settings that the stage sees but the fingerprint does not. */
  public StageSpec withUnhashed(ObjectNode settings) {
    return new StageSpec(id, stage, config, settings, seed, inputs, notes, warnings, figures);
  }

  /** This with a seed. */
  public StageSpec withSeed(long value) {
    return new StageSpec(
        id, stage, config, unhashed, OptionalLong.of(value), inputs, notes, warnings, figures);
  }

  /** This with one more input. */
  public StageSpec withInput(String role, String upstreamId) {
    Map<String, String> more = new LinkedHashMap<>(inputs);
    more.put(role, upstreamId);
    return new StageSpec(id, stage, config, unhashed, seed, more, notes, warnings, figures);
  }

  /** This with one more line for listings. */
  public StageSpec withNote(String line) {
    List<String> more = new ArrayList<>(notes);
    more.add(line);
    return new StageSpec(id, stage, config, unhashed, seed, inputs, more, warnings, figures);
  }

  /** This with one more warning. */
  public StageSpec withWarning(String line) {
    List<String> more = new ArrayList<>(warnings);
    more.add(line);
    return new StageSpec(id, stage, config, unhashed, seed, inputs, notes, more, figures);
  }

  /** This with one more number for scripts that list stages. */
  public StageSpec withFigure(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(figures);
    more.put(name, value);
    return new StageSpec(id, stage, config, unhashed, seed, inputs, notes, warnings, more);
  }
}
