package ai.lacuna.tokenizer.dvae;

import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;
import ai.lacuna.model.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The parameters of an architecture in the order in which its kernel text takes them, under the
 * names of its reference code.
 */
interface Layers {

  /** The kernel text's resource name. */
  String text();

  /** What the text needs to know. */
  Map<String, Object> settings();

  /** Of images of C channels. */
  List<ParameterSpec> encoder(int channels);

  /** To pictures of so many channels. */
  List<ParameterSpec> decoder(int outputs);

  /**
   * At how many places a weight is applied.
   *
   * @param name of a weight of the encoder or the decoder
   * @param pixels height times width of the image
   */
  long places(String name, long pixels);

  static Layers of(DvaeConfig config) {
    if (config instanceof DalleConfig dalle) {
      return new DalleLayers(dalle);
    } else if (config instanceof DallePytorchConfig pytorch) {
      return new DallePytorchLayers(pytorch);
    }
    throw new IllegalArgumentException("unknown architecture " + config);
  }

  /**
   * A convolution's initial values: PyTorch's for weight and bias, uniform in ±1 / sqrt(fan-in).
   */
  static List<ParameterSpec> uniform(String name, Shape weight, int outputs, long fanIn) {
    Init init = new Init.Uniform(1 / Math.sqrt(fanIn));
    return List.of(
        new ParameterSpec(name + ".weight", weight, init),
        new ParameterSpec(name + ".bias", new Shape(outputs), init));
  }

  /** All of several lists. */
  @SafeVarargs
  static List<ParameterSpec> joined(List<ParameterSpec>... lists) {
    List<ParameterSpec> all = new ArrayList<>();
    for (List<ParameterSpec> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
