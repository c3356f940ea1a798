package ai.lacuna.model;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import ai.lacuna.files.SafetensorsWriter;
import ai.lacuna.files.Tensor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
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
  private static final ObjectReader COMPLETE =
      Json.MAPPER
          .reader()
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  /** What {@code encoder.json} says. */
  record Description(BackboneConfig config, Preprocessing preprocessing) {}

  // The layout of encoder.json.
  private record Layout(int schema, JsonNode architecture, Images preprocessing) {}

  // Each family has its own settings; all have the type.
  private record Vit(
      String type,
      int patch,
      int width,
      int depth,
      int heads,
      double mlpRatio,
      String position,
      double layerScale,
      String relativePosition,
      String qkvBias,
      String init,
      String classToken,
      String patchNorm,
      String projBias) {}

  private record Swin(
      String type,
      int patch,
      int width,
      List<Integer> depths,
      List<Integer> heads,
      List<Integer> window,
      double mlpRatio) {}

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
            Json.MAPPER.valueToTree(architecture(config)),
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
      return parse(COMPLETE.treeToValue(tree, Layout.class));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new LacunaException(
          LacunaException.Kind.DATA,
          file.toString(),
          String.valueOf(e.getMessage()),
          "the description that was written with an encoder",
          "");
    }
  }

  private static Record architecture(BackboneConfig config) {
    if (config instanceof VitConfig c) {
      return new Vit(
          c.type(),
          c.patch(),
          c.width(),
          c.depth(),
          c.heads(),
          c.mlpRatio(),
          name(c.position()),
          c.layerScale(),
          name(c.relativePosition()),
          name(c.qkvBias()),
          name(c.init()),
          name(c.classToken()),
          name(c.patchNorm()),
          name(c.projBias()));
    } else if (config instanceof SwinConfig c) {
      return new Swin(
          c.type(), c.patch(), c.width(), c.depths(), c.heads(), c.window(), c.mlpRatio());
    }
    throw new IllegalArgumentException("unknown architecture " + config);
  }

  private static BackboneConfig config(JsonNode architecture, List<Integer> image)
      throws JsonProcessingException {
    String type = architecture.path("type").asText();
    return switch (type) {
      case VitConfig.TYPE -> {
        Vit a = COMPLETE.treeToValue(architecture, Vit.class);
        yield new VitConfig(
            image,
            a.patch(),
            a.width(),
            a.depth(),
            a.heads(),
            a.mlpRatio(),
            value(VitConfig.Position.class, a.position()),
            a.layerScale(),
            value(VitConfig.RelativePosition.class, a.relativePosition()),
            value(VitConfig.QkvBias.class, a.qkvBias()),
            value(Initialisation.class, a.init()),
            value(EncoderOutput.ClassToken.class, a.classToken()),
            value(VitConfig.PatchNorm.class, a.patchNorm()),
            value(VitConfig.ProjBias.class, a.projBias()));
      }
      case SwinConfig.TYPE -> {
        Swin a = COMPLETE.treeToValue(architecture, Swin.class);
        yield new SwinConfig(
            image, a.patch(), a.width(), a.depths(), a.heads(), a.window(), a.mlpRatio());
      }
      default -> throw new IllegalArgumentException("unknown architecture '" + type + "'");
    };
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> E value(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Description parse(Layout layout) throws JsonProcessingException {
    Images i = layout.preprocessing();
    BackboneConfig config = config(layout.architecture(), List.of(i.height(), i.width()));
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
}
