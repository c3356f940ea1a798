package ai.lacuna.api;

import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an objective needs from the host.
 *
 * @param view how each image is augmented
 * @param mask how patches are hidden
 * @param mode what the encoder gets to see
 * @param modules parts that are trained beside the encoder, by name
 * @param target what predictions are compared with
 * @param freezes parameters that sit out the first epochs, or are never trained
 * @param teacher a moving average of the network; empty = none
 * @param buffers arrays that {@link Objective#afterUpdate} changes, by name; they are checkpointed
 * @param defaults the published training settings
 */
public record Plan(
    ViewSpec view,
    MaskSpec mask,
    EncodeMode mode,
    Map<String, ModuleSpec> modules,
    Target target,
    List<Freeze> freezes,
    Optional<TeacherSpec> teacher,
    Map<String, ModuleSpec.Parameter> buffers,
    TrainingDefaults defaults) {

  public Plan {
    modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
    freezes = List.copyOf(freezes);
    buffers = Collections.unmodifiableMap(new LinkedHashMap<>(buffers));
    for (String module : teacher.map(TeacherSpec::modules).orElse(List.of())) {
      if (!modules.containsKey(module)) {
        throw new IllegalArgumentException(
            "the teacher cannot have '"
                + module
                + "', which is no module of the plan; "
                + Suggestion.didYouMean(module, modules.keySet()));
      }
    }
  }

  /**
   * Starts a plan: random resized crops, no mask, every patch encoded, no modules, no target.
   *
   * @param defaults the published training settings
   */
  public static Builder with(TrainingDefaults defaults) {
    return new Builder(defaults);
  }

  /** Collects the parts of a plan; no method has to be called. */
  public static final class Builder {
    private final TrainingDefaults defaults;
    private final Map<String, ModuleSpec> modules = new LinkedHashMap<>();
    private ViewSpec view = ViewSpec.randomResizedCrop();
    private final Map<String, ModuleSpec.Parameter> buffers = new LinkedHashMap<>();
    private final List<Freeze> freezes = new ArrayList<>();
    private MaskSpec mask = new MaskSpec.None();
    private EncodeMode mode = EncodeMode.FULL;
    private Target target = Target.NONE;
    private Optional<TeacherSpec> teacher = Optional.empty();

    private Builder(TrainingDefaults defaults) {
      this.defaults = defaults;
    }

    /** How each image is augmented. */
    public Builder view(ViewSpec spec) {
      view = spec;
      return this;
    }

    /** How patches are hidden. */
    public Builder mask(MaskSpec spec) {
      mask = spec;
      return this;
    }

    /** What the encoder gets to see. */
    public Builder encode(EncodeMode encodeMode) {
      mode = encodeMode;
      return this;
    }

    /** Adds a module; {@link Step#run} calls it by this name. */
    public Builder module(String name, ModuleSpec spec) {
      modules.put(name, spec);
      return this;
    }

    /** What predictions are compared with. */
    public Builder target(Target kind) {
      target = kind;
      return this;
    }

    /**
     * Lets parameters sit out the first epochs; may be called several times.
     *
     * @param names {@code encoder.…} or {@code MODULE.…}; * stands for any characters
     * @param epochs how many, or {@link Freeze#ALWAYS}
     */
    public Builder freeze(String names, int epochs) {
      freezes.add(new Freeze(new NamePattern(names), epochs));
      return this;
    }

    /** A moving average of the network. */
    public Builder teacher(TeacherSpec spec) {
      teacher = Optional.of(spec);
      return this;
    }

    /** Adds an array that {@link Objective#afterUpdate} changes. */
    public Builder buffer(String name, ModuleSpec.Parameter start) {
      buffers.put(name, start);
      return this;
    }

    /**
     * The plan.
     *
     * @throws IllegalArgumentException if the teacher has a module that the plan has not
     */
    public Plan build() {
      return new Plan(view, mask, mode, modules, target, freezes, teacher, buffers, defaults);
    }
  }
}
