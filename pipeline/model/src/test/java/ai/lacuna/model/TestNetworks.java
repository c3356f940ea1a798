package ai.lacuna.model;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.LossScope;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Small networks to test with. */
final class TestNetworks {

  private static final TrainingDefaults ANY =
      new TrainingDefaults(1, 1, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0);

  /** Every way in which float32 kernels can be carried out. */
  static final List<Arithmetic> FLOAT32_FORMS =
      Stream.of(Arithmetic.Attention.values())
          .flatMap(
              attention ->
                  Stream.of(Arithmetic.Products.values())
                      .map(p -> new Arithmetic(Precision.FLOAT32, attention, p)))
          .toList();

  private TestNetworks() {}

  static VitConfig backbone(List<Integer> image, int patch, int width, int depth, int heads) {
    return new VitConfig(image, patch, width, depth, heads, 4, VitConfig.Position.SINCOS);
  }

  static Plan plan(Map<String, ModuleSpec> modules) {
    return plan(EncodeMode.VISIBLE_ONLY, modules);
  }

  static Plan plan(EncodeMode mode, Map<String, ModuleSpec> modules) {
    return new Plan(
        List.of(ViewSpec.randomResizedCrop().withMask(new MaskSpec.Random(0.75))),
        Optional.empty(),
        mode,
        modules,
        Target.NORMALISED_PIXELS,
        LossScope.EACH_IMAGE,
        List.of(),
        Optional.empty(),
        Map.of(),
        ANY);
  }

  static Network create(
      NDManager manager,
      BackboneConfig config,
      int channels,
      Map<String, ModuleSpec> modules,
      Streams streams) {
    return Network.create(
        config, config.shape(channels), plan(modules), streams, Precision.FLOAT32, manager);
  }

  /** The numbers of a JSON list. */
  static List<Integer> numbers(JsonNode list) {
    return Json.MAPPER.convertValue(list, new TypeReference<>() {});
  }

  /** Our name of a parameter of BEiT's model, or of SimMIM's vision transformer. */
  static String fromOfficialBeit(String name) {
    String inner = name.startsWith("encoder.") ? name.substring("encoder.".length()) : name;
    return inner.equals(Backbones.MASK_TOKEN)
        ? inner
        : "encoder." + inner.replace("gamma_1", "ls1.gamma").replace("gamma_2", "ls2.gamma");
  }

  /** Our name of a parameter of the official AIM trunk. */
  static String fromOfficialAim(String name) {
    return name.replace("preprocessor.patchifier.", "patch_embed.")
        .replace("trunk.post_trunk_norm.", "norm.")
        .replace("trunk.", "")
        .replace("norm_1", "norm1")
        .replace("norm_2", "norm2");
  }

  /** Our name of a parameter of the official MAE model. */
  static String fromOfficialMae(String name) {
    if (name.equals("mask_token")) {
      return "decoder.mask_token";
    }
    return name.startsWith("decoder_")
        ? "decoder." + name.substring("decoder_".length())
        : "encoder." + name;
  }
}
