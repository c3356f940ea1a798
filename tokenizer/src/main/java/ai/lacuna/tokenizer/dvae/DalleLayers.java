package ai.lacuna.tokenizer.dvae;

import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.plan.Init;
import ai.lacuna.model.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of DALL-E's design, named as its own code names them. */
record DalleLayers(DalleConfig config) implements Layers {

  // Sides of a block's four convolutions.
  private static final int[] ENCODER_SIDES = {3, 3, 3, 1};
  private static final int[] DECODER_SIDES = {1, 3, 3, 3};

  private static final Pattern GROUP = Pattern.compile("\\.group_(\\d+)\\.");

  @Override
  public String text() {
    return "dalle";
  }

  @Override
  public Map<String, Object> settings() {
    double blocks = (double) config.groups() * config.blocks();
    return Map.of(
        "groups",
        config.groups(),
        "blocks",
        config.blocks(),
        "gain",
        1 / (blocks * blocks),
        "encoderProjects",
        projects(encoderWidths()),
        "decoderProjects",
        projects(decoderWidths()));
  }

  @Override
  public List<ParameterSpec> encoder(int channels) {
    int[] widths = encoderWidths();
    return Layers.joined(
        convolution("encoder.blocks.input", channels, widths[0], 7),
        groups("encoder", widths, ENCODER_SIDES),
        convolution(
            "encoder.blocks.output.conv", widths[widths.length - 1], config.vocabulary(), 1));
  }

  @Override
  public List<ParameterSpec> decoder(int outputs) {
    int[] widths = decoderWidths();
    return Layers.joined(
        convolution("decoder.blocks.input", config.vocabulary(), widths[0], 1),
        groups("decoder", widths, DECODER_SIDES),
        convolution("decoder.blocks.output.conv", widths[widths.length - 1], outputs, 1));
  }

  @Override
  public long places(String name, long pixels) {
    int halvings = config.groups() - 1;
    Matcher group = GROUP.matcher(name);
    int before = group.find() ? Integer.parseInt(group.group(1)) - 1 : -1; // groups
    boolean input = name.contains(".input.");
    if (name.startsWith("encoder.")) {
      int passed = before >= 0 ? before : input ? 0 : halvings;
      return pixels >> (2 * passed);
    }
    int left = before >= 0 ? halvings - before : input ? halvings : 0;
    return pixels >> (2 * left);
  }

  // Channels before the first group, then after each.
  private int[] encoderWidths() {
    int[] widths = new int[config.groups() + 1];
    widths[0] = config.width();
    for (int g = 0; g < config.groups(); g++) {
      widths[g + 1] = config.width() << g;
    }
    return widths;
  }

  private int[] decoderWidths() {
    int[] widths = new int[config.groups() + 1];
    widths[0] = config.codeWidth();
    for (int g = 0; g < config.groups(); g++) {
      widths[g + 1] = config.width() << (config.groups() - 1 - g);
    }
    return widths;
  }

  // For each block: 1 if its identity path changes the width.
  private List<Integer> projects(int[] widths) {
    List<Integer> projects = new ArrayList<>();
    for (int g = 0; g < config.groups(); g++) {
      for (int b = 0; b < config.blocks(); b++) {
        projects.add(b == 0 && widths[g] != widths[g + 1] ? 1 : 0);
      }
    }
    return projects;
  }

  private List<ParameterSpec> groups(String part, int[] widths, int[] sides) {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int g = 0; g < config.groups(); g++) {
      for (int b = 0; b < config.blocks(); b++) {
        String name = "%s.blocks.group_%d.block_%d".formatted(part, g + 1, b + 1);
        int inputs = b == 0 ? widths[g] : widths[g + 1];
        int outputs = widths[g + 1];
        if (inputs != outputs) {
          specs.addAll(convolution(name + ".id_path", inputs, outputs, 1));
        }
        for (int c = 0; c < sides.length; c++) {
          specs.addAll(
              convolution(
                  name + ".res_path.conv_" + (c + 1),
                  c == 0 ? inputs : outputs / 4,
                  c == sides.length - 1 ? outputs : outputs / 4,
                  sides[c]));
        }
      }
    }
    return specs;
  }

  // Normal with deviation 1 / sqrt(fan-in), zero bias (utils.py, Conv2d).
  private static List<ParameterSpec> convolution(String name, int inputs, int outputs, int side) {
    Init init = new Init.Normal(1 / Math.sqrt((double) inputs * side * side));
    return List.of(
        new ParameterSpec(name + ".w", new Shape(outputs, inputs, side, side), init),
        new ParameterSpec(name + ".b", new Shape(outputs), Init.ZEROS));
  }
}
