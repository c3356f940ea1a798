package ai.lacuna.data.augment;

import ai.lacuna.api.augment.Augmentation;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.image.Image;
import ai.lacuna.data.image.Picture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Makes the crops of a view. Thread-safe.
 *
 * <p>Each operation on each crop draws from a stream of its own, {@code augment.VIEW.CROP.NAME}, so
 * that one more operation, or another order, changes no other one's numbers. A second operation of
 * the same name has {@code #2} behind it.
 */
public final class ViewMaker {

  // An operation on a crop, and the stream that it draws from.
  private record Drawing(String stream, ImageOperation operation) {}

  private final ImageShape shape;
  private final Cropping cropping;
  private final List<String> cropStreams = new ArrayList<>();
  private final List<List<Drawing>> crops = new ArrayList<>();

  /**
   * @param view what is asked for
   * @param encoder the encoder's image
   * @param pixels of the data set
   * @throws ai.lacuna.api.config.LacunaException of kind CONFIG if nothing carries an augmentation
   *     of the view out
   */
  public ViewMaker(ViewSpec view, ImageShape encoder, PixelStatistics pixels) {
    shape = view.shape(encoder);
    cropping = Cropping.of(view.crop());
    for (int k = 0; k < view.count(); k++) {
      String stream = "augment." + view.draws() + "." + k + ".";
      cropStreams.add(stream + "crop");
      crops.add(drawings(stream, view.crops().get(k), pixels));
    }
  }

  private static List<Drawing> drawings(
      String stream, List<Augmentation> augmentations, PixelStatistics pixels) {
    Map<String, Integer> seen = new HashMap<>();
    List<Drawing> drawings = new ArrayList<>();
    for (Augmentation augmentation : augmentations) {
      AugmentationPlugin<?> plugin = Augmentations.of(augmentation);
      int number = seen.merge(plugin.name(), 1, Integer::sum);
      String name = number == 1 ? plugin.name() : plugin.name() + "#" + number;
      drawings.add(new Drawing(stream + name, Augmentations.create(plugin, augmentation, pixels)));
    }
    return List.copyOf(drawings);
  }

  /** Crops of an image K. */
  public int count() {
    return crops.size();
  }

  /** Bytes of a crop: C · H · W. */
  public int bytes() {
    return shape.channels() * shape.height() * shape.width();
  }

  /** As the other method, of an image that is decoded already. */
  public void make(
      Image image,
      int crop,
      Streams streams,
      long epoch,
      long position,
      byte[] target,
      int offset) {
    make(Picture.of(image), crop, streams, epoch, position, target, offset);
  }

  /**
   * Makes a crop: a pure function of the image, the seed, the epoch and the position.
   *
   * @param image the image, which stays as it is
   * @param crop number of the crop k, from 0
   * @param position of the image within the epoch
   * @param target receives (C, H, W)
   * @param offset where in {@code target} the first plane starts
   */
  public void make(
      Picture image,
      int crop,
      Streams streams,
      long epoch,
      long position,
      byte[] target,
      int offset) {
    RandomGenerator random = streams.at(cropStreams.get(crop), epoch, position);
    List<Drawing> drawings = crops.get(crop);
    boolean justFlipped = drawings.size() == 1 && drawings.get(0).operation() instanceof Flip;
    if (cropping instanceof RandomResizedCrop resized && justFlipped) {
      // The commonest view, in one go: a third less work.
      Flip flip = (Flip) drawings.get(0).operation();
      RandomGenerator coin = streams.at(drawings.get(0).stream(), epoch, position);
      resized.planes(image, shape, random, flip.draw(coin), target, offset);
      return;
    }
    Image made = cropping.apply(image, shape.height(), shape.width(), random); // -> (H, W, C)
    for (Drawing drawing : drawings) {
      made = drawing.operation().apply(made, streams.at(drawing.stream(), epoch, position));
    }
    planes(made, target, offset);
  }

  // (H, W, C) -> (C, H, W)
  private static void planes(Image image, byte[] target, int offset) {
    int channels = image.channels();
    int plane = image.height() * image.width();
    byte[] pixels = image.pixels();
    for (int c = 0; c < channels; c++) {
      int to = offset + c * plane;
      for (int i = 0, from = c; i < plane; i++, from += channels) {
        target[to + i] = pixels[from];
      }
    }
  }
}
