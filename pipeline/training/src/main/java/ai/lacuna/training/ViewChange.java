package ai.lacuna.training;

import ai.lacuna.api.Plan;
import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.ViewSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe puts in the place of a plan's augmentation.
 *
 * @param view the view that is changed
 * @param crop its crop; empty = the plan's
 * @param augmentations what is done to each of its crops, in this order
 */
public record ViewChange(String view, Optional<Crop> crop, List<Augmentation> augmentations) {

  public ViewChange {
    augmentations = List.copyOf(augmentations);
  }

  /** A plan with changes. */
  public static Plan applied(List<ViewChange> changes, Plan plan) {
    List<ViewSpec> views = plan.views();
    for (ViewChange change : changes) {
      views = views.stream().map(change::applied).toList();
    }
    return plan.withViews(views);
  }

  /** The view with the change, if it is the one that is meant. */
  ViewSpec applied(ViewSpec spec) {
    if (!spec.name().equals(view)) {
      return spec;
    }
    return spec.withCrop(crop.orElse(spec.crop())).withAugmentations(augmentations);
  }
}
