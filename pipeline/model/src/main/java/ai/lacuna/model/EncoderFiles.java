package ai.lacuna.model;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
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
 * The files of an encoder artifact: {@code encoder.safetensors} with timm's parameter names, and
 * {@code encoder.json} with the architecture and the preprocessing.
 */
final class EncoderFiles {

  static final String WEIGHTS = "encoder.safetensors";
  static final String DESCRIPTION = "encoder.json";
  private static final int SCHEMA = 1;

  /** What {@code encoder.json} says. */
  record Description(BackboneConfig config, Preprocessing preprocessing) {}

  // The layout of encoder.json.
  private record Layout(int schema, Architecture architecture, Images preprocessing) {}

  private record Architecture(
      String type,
      int patch,
      int width,
      int depth,
      int heads,
      double mlpRatio,
      String position,
      double layerScale) {}

  private record Images(int channels, int height, int width, float[] mean, float[] std) {}

  private EncoderFiles() {}

  static void write(
      Path folder, BackboneConfig config, Preprocessing preprocessing, Weights weights)
      throws IOException {
    SafetensorsWriter.write(folder.resolve(WEIGHTS), weights.toTensors(), Map.of());
    ImageShape image = preprocessing.image();
    Layout layout =
        new Layout(
            SCHEMA,
            new Architecture(
                name(config.type()),
                config.patch(),
                config.width(),
                config.depth(),
                config.heads(),
                config.mlpRatio(),
                name(config.position()),
                config.layerScale()),
            new Images(
                image.channels(),
                image.height(),
                image.width(),
                preprocessing.mean(),
                preprocessing.std()));
    Json.write(folder.resolve(DESCRIPTION), layout);
  }

  static Description describe(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    if (!Files.exists(file)) {
      throw new LacunaException(
          LacunaException.Kind.DATA, file.toString(), "no such file", "an encoder artifact", "");
    }
    try {
      JsonNode tree = Json.MAPPER.readTree(Files.readAllBytes(file));
      if (tree.path("schema").asInt() != SCHEMA) {
        throw new LacunaException(
            LacunaException.Kind.DATA,
            file + ": schema",
            tree.path("schema"),
            String.valueOf(SCHEMA),
            "use the version of Lacuna that wrote this encoder");
      }
      return parse(Json.MAPPER.treeToValue(tree, Layout.class));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new LacunaException(
          LacunaException.Kind.DATA,
          file.toString(),
          String.valueOf(e.getMessage()),
          "the description that was written with an encoder",
          "");
    }
  }

  private static Description parse(Layout layout) {
    Architecture a = layout.architecture();
    Images i = layout.preprocessing();
    BackboneConfig config =
        new BackboneConfig(
            BackboneConfig.Type.valueOf(constant(a.type())),
            i.height() == i.width() ? List.of(i.height()) : List.of(i.height(), i.width()),
            a.patch(),
            a.width(),
            a.depth(),
            a.heads(),
            a.mlpRatio(),
            BackboneConfig.Position.valueOf(constant(a.position())),
            a.layerScale());
    Problems problems = new Problems();
    config.check(problems.under(DESCRIPTION));
    problems.throwIfAny(LacunaException.Kind.DATA);
    ImageShape image = new ImageShape(i.channels(), i.height(), i.width());
    return new Description(config, new Preprocessing(image, i.mean(), i.std()));
  }

  /** The tensors of an artifact, mapped; readable until the file is closed. */
  static List<Tensor> tensors(SafetensorsFile file) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (String name : file.names()) {
      SafetensorsFile.Entry entry = file.entry(name);
      tensors.add(new Tensor(name, entry.dtype(), entry.shape(), file.bytes(name)));
    }
    return tensors;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String constant(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
