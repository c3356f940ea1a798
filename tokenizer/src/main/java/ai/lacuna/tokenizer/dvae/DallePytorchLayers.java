package ai.lacuna.tokenizer.dvae;

import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;
import ai.lacuna.model.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parameters of DALLE-pytorch's form, numbered as its nested Sequentials number them. */
record DallePytorchLayers(DallePytorchConfig config) implements Layers {

  @Override
  public String text() {
    return "dalle-pytorch";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("layers", config.layers(), "blocks", config.blocks());
  }

  @Override
  public List<ParameterSpec> encoder(int channels) {
    int width = config.width();
    List<ParameterSpec> specs = new ArrayList<>();
    int layer = 0;
    for (; layer < config.layers(); layer++) {
      int inputs = layer == 0 ? channels : width;
      specs.addAll(convolution("encoder." + layer + ".0", inputs, width, 4));
    }
    for (; layer < config.layers() + config.blocks(); layer++) {
      specs.addAll(block("encoder." + layer));
    }
    specs.addAll(convolution("encoder." + layer, width, config.vocabulary(), 1));
    return specs;
  }

  @Override
  public List<ParameterSpec> decoder(int outputs) {
    int width = config.width();
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(
        new ParameterSpec(
            "codebook.weight",
            new Shape(config.vocabulary(), config.codeWidth()),
            new Init.Normal(1)));
    int layer = 0;
    int inputs = config.codeWidth();
    if (config.blocks() > 0) {
      specs.addAll(convolution("decoder." + layer++, inputs, width, 1));
      inputs = width;
    }
    for (int block = 0; block < config.blocks(); block++) {
      specs.addAll(block("decoder." + layer++));
    }
    for (int up = 0; up < config.layers(); up++) {
      specs.addAll(transposed("decoder." + layer++ + ".0", inputs, width));
      inputs = width;
    }
    specs.addAll(convolution("decoder." + layer, width, outputs, 1));
    return specs;
  }

  @Override
  public long places(String name, long pixels) {
    long tokens = pixels >> (2 * config.layers());
    if (name.startsWith("codebook.")) {
      return tokens;
    }
    int layer = Integer.parseInt(name.split("\\.", -1)[1]);
    if (name.startsWith("encoder.")) {
      return pixels >> (2 * Math.min(layer + 1, config.layers()));
    }
    // Transposed convolutions are applied to each pixel that enters them.
    int firstUp = config.blocks() + (config.blocks() > 0 ? 1 : 0);
    return tokens << (2 * Math.max(0, layer - firstUp));
  }

  private List<ParameterSpec> block(String name) {
    int width = config.width();
    return Layers.joined(
        convolution(name + ".net.0", width, width, 3),
        convolution(name + ".net.2", width, width, 3),
        convolution(name + ".net.4", width, width, 1));
  }

  private static List<ParameterSpec> convolution(String name, int inputs, int outputs, int side) {
    long fanIn = (long) inputs * side * side;
    return Layers.uniform(name, new Shape(outputs, inputs, side, side), outputs, fanIn);
  }

  // PyTorch takes the second axis for the inputs, which are the outputs here.
  private static List<ParameterSpec> transposed(String name, int inputs, int outputs) {
    return Layers.uniform(name, new Shape(inputs, outputs, 4, 4), outputs, outputs * 16L);
  }
}
