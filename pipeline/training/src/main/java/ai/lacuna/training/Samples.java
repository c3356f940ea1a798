package ai.lacuna.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Reconstructs;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.random.Streams;
import ai.lacuna.data.Batch;
import ai.lacuna.data.EvalLoader;
import ai.lacuna.data.image.Display;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.model.Engine;
import ai.lacuna.model.Network;
import ai.lacuna.model.Preprocessing;
import ai.lacuna.model.kernel.Autograd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pictures of what a network sees, for objectives that hide patches: for each of the first images
 * {@code NN-original.png} and {@code NN-masked.png} with hidden patches grey. For those that are
 * {@link Reconstructs} also {@code NN-prediction.png} with every patch predicted, and {@code
 * NN-reconstructed.png} with the visible patches pasted over the prediction.
 *
 * <p>Letters: B images, C channels, N patches, p patch side, P = p² · C values per patch.
 */
final class Samples {

  private static final int COUNT = 12;
  private static final byte GREY = 127;

  private Samples() {}

  /** Writes the pictures; does nothing if the objective neither hides nor reconstructs. */
  static void write(PretrainJob job, Network network, Device device, Path folder)
      throws IOException {
    boolean hides = !(job.plan().view().mask() instanceof MaskSpec.None);
    if (!hides && !(job.objective() instanceof Reconstructs)) {
      return;
    }
    Batch batch = first(job);
    List<PatchMask> masks = masks(job, batch.size());
    byte[] grey = new byte[batch.pixels().length];
    Arrays.fill(grey, GREY);
    write(job, batch, batch.pixels(), folder, "original");
    write(job, batch, hiddenFrom(grey, job, batch, masks), folder, "masked");
    if (job.objective() instanceof Reconstructs objective) {
      byte[] predicted = predict(job, network, device, objective, batch, masks);
      write(job, batch, predicted, folder, "prediction");
      write(job, batch, hiddenFrom(predicted, job, batch, masks), folder, "reconstructed");
    }
  }

  // A batch's images with their hidden patches taken from other ones, (B, C, height, width).
  private static byte[] hiddenFrom(
      byte[] others, PretrainJob job, Batch batch, List<PatchMask> masks) {
    byte[] pixels = batch.pixels().clone();
    int size = pixels.length / batch.size();
    for (int b = 0; b < batch.size(); b++) {
      boolean[] hidden = masks.get(b).hidden();
      for (int i = 0; i < size; i++) {
        if (hidden[patchOf(job, i)]) {
          pixels[b * size + i] = others[b * size + i];
        }
      }
    }
    return pixels;
  }

  // pixels: (B, C, height, width).
  private static void write(PretrainJob job, Batch batch, byte[] pixels, Path folder, String kind)
      throws IOException {
    for (int b = 0; b < batch.size(); b++) {
      byte[] png = Display.png(Display.picture(job.image(), pixels, b));
      AtomicFiles.write(
          folder.resolve(String.format("%02d-%s.png", b, kind)), out -> out.write(png));
    }
  }

  private static Batch first(PretrainJob job) {
    int count = (int) Math.min(COUNT, job.dataset().rows());
    try (EvalLoader loader = new EvalLoader(job.dataset(), job.image(), count, 1)) {
      return loader.next();
    }
  }

  private static List<PatchMask> masks(PretrainJob job, int count) {
    Streams streams = new Streams(job.seed());
    MaskSpec mask = job.plan().view().mask();
    List<PatchMask> masks = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      masks.add(mask.draw(job.backbone().grid(), streams.at("sample-mask", 0, b)));
    }
    return masks;
  }

  // Predicted pixels as bytes, (B, C, height, width).
  private static byte[] predict(
      PretrainJob job,
      Network network,
      Device device,
      Reconstructs objective,
      Batch batch,
      List<PatchMask> masks) {
    Preprocessing preprocessing = job.preprocessing();
    try (NDManager scope = Engine.newManager(device);
        Autograd.Scope paused = Autograd.paused()) {
      NDArray images = preprocessing.normalise(scope, batch.pixels());
      float[] patches = objective.reconstruct(network.step(scope, images, masks)).toFloatArray();
      byte[] pixels = new byte[batch.pixels().length];
      int size = pixels.length / batch.size();
      for (int i = 0; i < pixels.length; i++) {
        int within = i % size;
        int channel = within / (job.image().height() * job.image().width());
        float value = patches[i / size * size + elementOf(job, within)];
        float unit = value * preprocessing.std()[channel] + preprocessing.mean()[channel];
        pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(unit * 255)));
      }
      return pixels;
    }
  }

  // Pixel (channel, y, x) of an image, flat -> number of its patch.
  private static int patchOf(PretrainJob job, int pixel) {
    int width = job.image().width();
    int y = pixel / width % job.image().height();
    int x = pixel % width;
    int side = job.backbone().patch();
    Grid grid = job.backbone().grid();
    return y / side * grid.columns() + x / side;
  }

  // Pixel (channel, y, x) of an image, flat -> its place in (N, P), P ordered (row, column,
  // channel).
  private static int elementOf(PretrainJob job, int pixel) {
    ImageShape image = job.image();
    int channel = pixel / (image.height() * image.width());
    int y = pixel / image.width() % image.height();
    int x = pixel % image.width();
    int side = job.backbone().patch();
    int inPatch = (y % side * side + x % side) * image.channels() + channel;
    return patchOf(job, pixel) * side * side * image.channels() + inPatch;
  }
}
