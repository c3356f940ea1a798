package ai.lacuna.api;

import ai.lacuna.api.augment.Mixing;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Freeze;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.NamePattern;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an objective needs from the host.
 *
 * @param views what is made of each image, at least one; the names differ
 * @param mixing how images and labels of a batch are mixed; empty = they are not
 * @param mode what the encoder gets to see of a view that has a mask
 * @param modules parts that are trained beside the encoder, by name
 * @param target what predictions are compared with
 * @param lossScope whether the loss of a batch is the mean over its images
 * @param freezes parameters that sit out the first epochs, or are never trained
 * @param teacher a moving average of the network; empty = none
 * @param buffers arrays that {@link Objective#afterUpdate} changes, by name; they are checkpointed
 * @param defaults the published training settings
 */
public record Plan(
    List<ViewSpec> views,
    Optional<Mixing> mixing,
    EncodeMode mode,
    Map<String, ModuleSpec> modules,
    Target target,
    LossScope lossScope,
    List<Freeze> freezes,
    Optional<TeacherSpec> teacher,
    Map<String, ModuleSpec.Parameter> buffers,
    TrainingDefaults defaults) {

  public Plan {
    views = List.copyOf(views);
    checkViews(views, mode);
    if (mixing.isPresent() && (views.size() > 1 || views.get(0).count() > 1)) {
      throw new IllegalArgumentException("images can be mixed in plans with one crop of each only");
    }
    modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
    checkHeads(modules);
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

  private static void checkHeads(Map<String, ModuleSpec> modules) {
    modules.forEach(
        (name, spec) -> {
          if (spec instanceof ModuleSpec.PrototypeHead head && head.mlpOf().isPresent()) {
            String other = head.mlpOf().get();
            boolean fits =
                modules.get(other) instanceof ModuleSpec.PrototypeHead owner
                    && owner.mlpOf().isEmpty()
                    && owner.layers() == head.layers()
                    && owner.hidden() == head.hidden()
                    && owner.bottleneck() == head.bottleneck();
            if (!fits) {
              throw new IllegalArgumentException(
                  "head '%s' cannot share the MLP of '%s', which is no head of the plan with an MLP of that size"
                      .formatted(name, other));
            }
          }
        });
  }

  private static void checkViews(List<ViewSpec> views, EncodeMode mode) {
    if (views.isEmpty()) {
      throw new IllegalArgumentException("a plan needs a view");
    }
    Set<String> names = new HashSet<>();
    for (ViewSpec view : views) {
      if (!names.add(view.name())) {
        throw new IllegalArgumentException("two views are called '" + view.name() + "'");
      }
      if (mode == EncodeMode.VISIBLE_ONLY && !view.mask().hidesEquallyMany()) {
        throw new IllegalArgumentException(
            "view '"
                + view.name()
                + "' hides more patches of some crops than of others, so that encoding the visible"
                + " ones would give sequences of different lengths; encode them all, or complete"
                + " block-wise masks");
      }
    }
    if (mode == EncodeMode.PREFIX_CAUSAL) {
      requirePrefixes(views);
    }
    for (ViewSpec view : views) {
      if (!names.contains(view.draws())) {
        throw new IllegalArgumentException(
            "view '"
                + view.name()
                + "' cannot draw as '"
                + view.draws()
                + "', which is no view of the plan; "
                + Suggestion.didYouMean(view.draws(), names));
      }
    }
  }

  // Without a prefix the first hidden patch would have nothing to be told from, and without a mask
  // every patch would see all.
  private static void requirePrefixes(List<ViewSpec> views) {
    boolean masked = false;
    for (ViewSpec view : views) {
      boolean whole = view.mask() instanceof MaskSpec.None;
      if (!whole && !(view.mask() instanceof MaskSpec.Prefix)) {
        throw new IllegalArgumentException(
            "view '"
                + view.name()
                + "' hides patches by "
                + view.mask()
                + ", but prefix-causal attention needs the first patches visible and all others"
                + " hidden; use MaskSpec.Prefix");
      }
      masked |= !whole;
    }
    if (!masked) {
      throw new IllegalArgumentException(
          "prefix-causal attention needs a view with MaskSpec.Prefix; views without a mask are"
              + " encoded in both directions");
    }
  }

  /** The first view, which is the only one of most plans. */
  public ViewSpec view() {
    return views.get(0);
  }

  /** What the encoder gets to see of a view: everything, if the view has no mask. */
  public EncodeMode mode(ViewSpec view) {
    return view.mask() instanceof MaskSpec.None ? EncodeMode.FULL : mode;
  }

  /** This with other views. */
  public Plan withViews(List<ViewSpec> others) {
    return new Plan(
        others, mixing, mode, modules, target, lossScope, freezes, teacher, buffers, defaults);
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
    private final List<ViewSpec> views = new ArrayList<>();
    private final Map<String, ModuleSpec.Parameter> buffers = new LinkedHashMap<>();
    private final List<Freeze> freezes = new ArrayList<>();
    private Optional<MaskSpec> mask = Optional.empty();
    private Optional<Mixing> mixing = Optional.empty();
    private EncodeMode mode = EncodeMode.FULL;
    private Target target = Target.NONE;
    private LossScope lossScope = LossScope.EACH_IMAGE;
    private Optional<TeacherSpec> teacher = Optional.empty();

    private Builder(TrainingDefaults defaults) {
      this.defaults = defaults;
    }

    /** Adds a view of each image; without a call there is one, randomly cropped and flipped. */
    public Builder view(ViewSpec spec) {
      views.add(spec);
      return this;
    }

    /** How patches of the first view are hidden; others say it themselves. */
    public Builder mask(MaskSpec spec) {
      mask = Optional.of(spec);
      return this;
    }

    /** Mixes the images of a batch, and their labels. */
    public Builder mix(Mixing spec) {
      mixing = Optional.of(spec);
      return this;
    }

    /** What the encoder gets to see of views with a mask. */
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

    /** Whether the loss of a batch is the mean over its images, as it is without a call. */
    public Builder lossOver(LossScope scope) {
      lossScope = scope;
      return this;
    }

    /**
     * Lets parameters sit out the first epochs; may be called several times.
     *
     * @param names {@code encoder.…} or {@code MODULE.…}; * stands for any characters
     * @param epochs how many, or {@link Freeze#ALWAYS}
     */
    public Builder freeze(String names, int epochs) {
      return freeze(new Freeze(new NamePattern(names), epochs));
    }

    /** Lets parameters sit out the first epochs; may be called several times. */
    public Builder freeze(Freeze spec) {
      freezes.add(spec);
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
     * @throws IllegalArgumentException if the teacher has a module that the plan has not, two views
     *     have one name, or one of them asks for what cannot be
     */
    public Plan build() {
      List<ViewSpec> all = new ArrayList<>(views);
      if (all.isEmpty()) {
        all.add(ViewSpec.randomResizedCrop());
      }
      mask.ifPresent(spec -> all.set(0, all.get(0).withMask(spec)));
      return new Plan(
          all, mixing, mode, modules, target, lossScope, freezes, teacher, buffers, defaults);
    }
  }
}
