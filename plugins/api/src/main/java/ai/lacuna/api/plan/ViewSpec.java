package ai.lacuna.api.plan;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.augment.Augmentation.Flip;
import ai.lacuna.api.augment.Crop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A view of each image: one or more crops of one size, which are encoded together.
 *
 * @param name what the objective and recipes call it: lower case, digits, hyphens
 * @param crop which part of the image each crop shows
 * @param crops for each crop what is done to it, in this order; as many lists as the view has crops
 *     of an image
 * @param side height and width of the crops in pixels; {@link #ENCODER_SIZE} = the encoder's image
 * @param mask how patches of each crop are hidden
 * @param draws the view whose random numbers are drawn: usually its own name. With another one's,
 *     crop k of the two shows the same part of the image, flipped and coloured alike, as far as
 *     both ask for the same (BEiT's second view, for the tokenizer)
 */
public record ViewSpec(
    String name, Crop crop, List<List<Augmentation>> crops, int side, MaskSpec mask, String draws) {

  /** The {@link #side} that stands for the height and width of the encoder's image. */
  public static final int ENCODER_SIZE = 0;

  /** The name of the view of a plan that says nothing about names. */
  public static final String IMAGE = "image";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  public ViewSpec {
    crops = crops.stream().map(List::copyOf).toList();
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a view's name has lower case letters, digits and hyphens, given '" + name + "'");
    }
    if (crops.isEmpty()) {
      throw new IllegalArgumentException("view '" + name + "' needs at least one crop");
    }
    if (side < 0) {
      throw new IllegalArgumentException("side must not be negative, given " + side);
    }
  }

  /**
   * One crop of the encoder's size without mask.
   *
   * @param augmentations what is done to it, in this order
   */
  public static ViewSpec of(String name, Crop crop, Augmentation... augmentations) {
    return new ViewSpec(
        name, crop, List.of(List.of(augmentations)), ENCODER_SIZE, new MaskSpec.None(), name);
  }

  /** Random resized crop and flip, as MAE pre-trains (Appendix A.1). */
  public static ViewSpec randomResizedCrop() {
    return randomResizedCrop(0.2, 1);
  }

  /**
   * Random resized crop and flip.
   *
   * @param minArea smallest share of the image's area, in (0, 1]
   * @param maxArea largest share
   */
  public static ViewSpec randomResizedCrop(double minArea, double maxArea) {
    return of(IMAGE, Crop.RandomResized.of(minArea, maxArea), Flip.defaults());
  }

  /** How many crops of an image there are. */
  public int count() {
    return crops.size();
  }

  /** This with a further crop that is augmented in another way. */
  public ViewSpec plusCrop(Augmentation... augmentations) {
    List<List<Augmentation>> more = new ArrayList<>(crops);
    more.add(List.of(augmentations));
    return new ViewSpec(name, crop, more, side, mask, draws);
  }

  /** This with several crops that are augmented as its first one is. */
  public ViewSpec withCount(int count) {
    return new ViewSpec(name, crop, Collections.nCopies(count, crops.get(0)), side, mask, draws);
  }

  /** This in another size. */
  public ViewSpec withSide(int pixels) {
    return new ViewSpec(name, crop, crops, pixels, mask, draws);
  }

  /** This with hidden patches. */
  public ViewSpec withMask(MaskSpec spec) {
    return new ViewSpec(name, crop, crops, side, spec, draws);
  }

  /** This with the random numbers of another view. */
  public ViewSpec drawingAs(String view) {
    return new ViewSpec(name, crop, crops, side, mask, view);
  }

  /** This with another crop. */
  public ViewSpec withCrop(Crop other) {
    return new ViewSpec(name, other, crops, side, mask, draws);
  }

  /** This with each crop augmented alike. */
  public ViewSpec withAugmentations(List<Augmentation> augmentations) {
    return new ViewSpec(name, crop, Collections.nCopies(count(), augmentations), side, mask, draws);
  }

  /**
   * The shape of its crops.
   *
   * @param encoder the encoder's image
   */
  public ImageShape shape(ImageShape encoder) {
    return side == ENCODER_SIZE ? encoder : new ImageShape(encoder.channels(), side, side);
  }
}
