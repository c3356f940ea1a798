package ai.lacuna.tokenizer.dvae;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
import ai.lacuna.model.ParameterSpec;
import ai.lacuna.model.Weights;
import ai.lacuna.workflow.recipe.Configs;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The files of a tokenizer artifact: {@code tokenizer.safetensors} with the reference codes'
 * parameter names, and {@code tokenizer.json} with the architecture and the preprocessing.
 */
public final class TokenizerFiles {

  /** The file of the weights. */
  public static final String WEIGHTS = "tokenizer.safetensors";

  private static final String DESCRIPTION = "tokenizer.json";
  private static final int SCHEMA = 1;

  // The layout of tokenizer.json. Pixels in [0, 1] are taken times scale, plus offset.
  private record Layout(
      int schema, JsonNode architecture, String likelihood, Preprocessing preprocessing) {}

  private record Preprocessing(
      int channels, int height, int width, String filter, double scale, double offset) {}

  private TokenizerFiles() {}

  static void write(Path folder, Design design, Weights weights) throws IOException {
    SafetensorsWriter.write(folder.resolve(WEIGHTS), weights.toTensors(), Map.of());
    describe(folder, design);
  }

  /** Writes {@code tokenizer.json} alone. */
  public static void describe(Path folder, Design design) throws IOException {
    ImageShape image = design.image();
    PixelRange range = design.architecture().pixels();
    Json.write(
        folder.resolve(DESCRIPTION),
        new Layout(
            SCHEMA,
            Configs.toTree(design.architecture()),
            Configs.name(design.likelihood()),
            new Preprocessing(
                image.channels(),
                image.height(),
                image.width(),
                "lanczos",
                range.scale(),
                range.offset())));
  }

  /**
   * What a tokenizer is, from its {@code tokenizer.json}.
   *
   * @throws LacunaException of kind DATA if there is none, or it is broken
   */
  public static Design design(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    if (!Files.exists(file)) {
      throw new LacunaException(
          LacunaException.Kind.DATA, file.toString(), "no such file", "a tokenizer artifact", "");
    }
    try {
      Layout layout = Json.read(file, Layout.class);
      if (layout.schema() != SCHEMA) {
        throw new LacunaException(
            LacunaException.Kind.DATA,
            file + ": schema",
            layout.schema(),
            String.valueOf(SCHEMA),
            "use the version of Lacuna that wrote this tokenizer");
      }
      Preprocessing p = layout.preprocessing();
      return new Design(
          Configs.fromTree(layout.architecture(), DvaeConfig.class),
          Likelihood.valueOf(layout.likelihood().toUpperCase(Locale.ROOT).replace('-', '_')),
          new ImageShape(p.channels(), p.height(), p.width()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new LacunaException(
          LacunaException.Kind.DATA,
          file.toString(),
          String.valueOf(e.getMessage()),
          "the description that was written with a tokenizer",
          "");
    }
  }

  /**
   * Checks that a file holds the weights of a design: all of its encoder, and all or nothing of its
   * decoder.
   *
   * @param problems receives every tensor that is missing, unexpected or of another shape
   * @throws IOException if it is no readable safetensors file
   */
  public static void check(Path file, Design design, Problems problems) throws IOException {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      Weights.check(expected(tensors, design), values(tensors), problems);
    }
  }

  /** The weights in a file, see {@link #check}. */
  static Weights weights(Path file, Design design, NDManager manager) throws IOException {
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      Weights weights = Weights.of(expected(tensors, design), values(tensors), manager);
      weights.asMap().values().forEach(w -> w.setRequiresGradient(false));
      return weights;
    }
  }

  private static List<Tensor> values(SafetensorsFile tensors) throws IOException {
    List<Tensor> values = new ArrayList<>();
    for (String name : tensors.names()) {
      SafetensorsFile.Entry entry = tensors.entry(name);
      values.add(new Tensor(name, entry.dtype(), entry.shape(), tensors.bytes(name)));
    }
    return values;
  }

  private static List<ParameterSpec> expected(SafetensorsFile tensors, Design design) {
    List<ParameterSpec> encoder = DvaeKernels.encoder(design);
    List<ParameterSpec> decoder = DvaeKernels.decoder(design);
    boolean whole = decoder.stream().anyMatch(spec -> tensors.names().contains(spec.name()));
    return whole ? Layers.joined(encoder, decoder) : encoder;
  }
}
