package ai.lacuna.api.distillation;

import ai.lacuna.api.PlanContext;
import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ViewSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Multi-crop: two large crops of each image, {@code global}, which teacher and network see, and
 * some small ones, {@code local}, which the network alone sees (Caron et al. 2021, section 3.1;
 * main_dino.py, DataAugmentationDINO).
 *
 * @param localCrops small crops of each image; 0 = there is no view of that name
 * @param localSide their side over that of the encoder's image, in (0, 1]
 * @param boundary share of the image's area, in (0, 1), that no small crop exceeds and every large
 *     one does
 */
public record MultiCrop(int localCrops, double localSide, double boundary) {

  private static final double SMALLEST_CROP = 0.05; // main_dino.py, --local_crops_scale

  /** The views of a plan that hides no patches. */
  public List<ViewSpec> views(PlanContext context) {
    return views(context, new MaskSpec.None());
  }

  /**
   * The views of a plan.
   *
   * @param mask how patches of the large crops are hidden; the small ones have no mask
   */
  public List<ViewSpec> views(PlanContext context, MaskSpec mask) {
    List<ViewSpec> views = new ArrayList<>();
    Crop large = Crop.RandomResized.of(boundary, 1);
    views.add(
        ViewSpec.of("global", large, Augmentation.byol(1, 0))
            .plusCrop(Augmentation.byol(0.1, 0.2))
            .withMask(mask));
    if (localCrops > 0) {
      Crop small = Crop.RandomResized.of(Math.min(SMALLEST_CROP, boundary), boundary);
      views.add(
          ViewSpec.of("local", small, Augmentation.byol(0.5, 0))
              .withCount(localCrops)
              .withSide(context.side(localSide)));
    }
    return views;
  }
}
