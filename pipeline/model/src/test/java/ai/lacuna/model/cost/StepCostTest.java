package ai.lacuna.model.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.ModuleSpec.PrototypeHead.Called;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.api.random.Streams;
import ai.lacuna.api.schedule.Schedule;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.Network;
import ai.lacuna.model.NetworkParameters;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.SwinConfig;
import ai.lacuna.model.VitConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepCostTest {

  private static final TrainingDefaults ANY =
      new TrainingDefaults(1, 1, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0);
  private static final VitConfig SMALL =
      new VitConfig(List.of(8), 4, 8, 2, 2, 2, VitConfig.Position.SINCOS);

  private static StepCost cost(BackboneConfig config, Plan plan) {
    return StepCost.of(config, config.shape(3), plan, Recompute.NOTHING);
  }

  // GMAC of a forward pass on 224 x 224 pixels: timm's results/benchmark-infer tables for ViT,
  // table
  // 1 of Liu et al. 2021 for Swin. Those of Swin include a classifier of 0.8 to 1 million.
  @ParameterizedTest
  @CsvSource({
    "vit-tiny/16, 1.26",
    "vit-small/16, 4.61",
    "vit-base/16, 17.58",
    "vit-large/16, 61.6",
    "vit-huge/14, 167.4",
    "swin-tiny, 4.5",
    "swin-small, 8.7",
    "swin-base, 15.4"
  })
  void forwardPassesCostWhatIsPublished(String preset, double giga) {
    StepCost cost = cost(BackboneConfig.preset(preset), Plan.with(ANY).build());
    assertThat(cost.parts()).hasSize(1);
    assertThat(cost.parts().get(0).multiplyAdds() / 1e9).isCloseTo(giga, withinPercentage(1.2));
    assertThat(cost.flopPerImage()).isEqualTo(6 * cost.parts().get(0).multiplyAdds());
  }

  // 8 x 8 pixels in patches of 4: N = 4, P = 48; width 8, MLP 16, 2 blocks.
  @Test
  void aSmallVisionTransformerIsCountedByHand() {
    Plan full = Plan.with(ANY).build();
    // A block: 3*64 + 64 + 2*128 = 512 a token for its dense layers, 2*L*8 for attention.
    double seeingAll = 4 * 48 * 8 + 2 * 5 * (512 + 2 * 5 * 8);
    assertThat(cost(SMALL, full).flopPerImage()).isEqualTo(6 * seeingAll);

    Plan hiding =
        Plan.with(ANY)
            .mask(new MaskSpec.Random(0.5))
            .encode(EncodeMode.VISIBLE_ONLY)
            .module("decoder", new ModuleSpec.MaskedDecoder(4, 1, 2, 4, 48))
            .target(Target.PIXELS)
            .build();
    double encoder = 2 * 48 * 8 + 2 * 3 * (512 + 2 * 3 * 8);
    // Embedding of 3 tokens; a block of width 4 and MLP 16 on 5 tokens; prediction of 4 patches.
    double decoder = 3 * 8 * 4 + 5 * (3 * 16 + 16 + 2 * 64 + 2 * 5 * 4) + 4 * 4 * 48;
    assertThat(cost(SMALL, hiding).flopPerImage()).isEqualTo(6 * (encoder + decoder));
  }

  // As above without a class token: N = 4 tokens; and a head of width 4 with two MLPs of 12.
  @Test
  void aCausalStepWithItsHeadIsCountedByHand() {
    VitConfig aim = VitConfig.likeAim(List.of(8), 4, 8, 2, 2, 2);
    Plan plan =
        Plan.with(ANY)
            .mask(new MaskSpec.Prefix(MaskSpec.Prefix.ALL_BUT_ONE))
            .encode(EncodeMode.PREFIX_CAUSAL)
            .module(
                "head",
                new ModuleSpec.TokenMlp(
                    4,
                    2,
                    3,
                    48,
                    ModuleSpec.TokenMlp.Positions.SINCOS,
                    ModuleSpec.TokenMlp.Bias.NONE))
            .target(Target.PIXELS)
            .build();
    double encoder = 4 * 48 * 8 + 2 * 4 * (512 + 2 * 4 * 8);
    double head = 4 * (8 * 4 + 2 * 2 * 4 * 12 + 4 * 48);
    StepCost cost = cost(aim, plan);
    assertThat(cost.flopPerImage()).isEqualTo(6 * (encoder + head));
    // The head's matrices, and the weights and biases of its three norms.
    assertThat(cost.parts().get(1).parameters()).isEqualTo(8 * 4 + 2 * 2 * 4 * 12 + 4 * 48 + 3 * 8);
  }

  // Windows of 2 x 2 on 4 x 4 tokens of width 4, then of 2 x 2 on 2 x 2 tokens of width 8.
  @Test
  void aSmallSwinTransformerIsCountedByHand() {
    SwinConfig swin = new SwinConfig(List.of(8), 2, 4, List.of(1, 2), List.of(1, 2), List.of(2), 2);
    double first = 16 * (4 * 16 + 2 * 32 + 2 * 4 * 4);
    double merging = 4 * 16 * 8;
    double second = 2 * 4 * (4 * 64 + 2 * 128 + 2 * 4 * 8);
    assertThat(cost(swin, Plan.with(ANY).build()).flopPerImage())
        .isEqualTo(6 * (16 * 12 * 4 + first + merging + second));
  }

  @Test
  void aTeacherCostsAForwardPass() {
    Map<String, ModuleSpec.Parameter> weight =
        Map.of("weight", new ModuleSpec.Parameter(new Shape(10, 8), new Init.Normal(0.1)));
    ModuleSpec.Custom head = new ModuleSpec.Custom(weight, (p, x) -> x[0]);
    Plan plan =
        Plan.with(ANY)
            .module("head", head.costing(1))
            .module("tokens", head)
            .teacher(
                new TeacherSpec(
                    new Schedule.Constant(0.9),
                    TeacherSpec.When.AFTER_UPDATE,
                    List.of("head"),
                    TeacherSpec.Result.TEACHER))
            .build();
    StepCost cost = cost(SMALL, plan);
    double encoder = 4 * 48 * 8 + 2 * 5 * (512 + 2 * 5 * 8);
    assertThat(cost.parts())
        .extracting(PartCost::name)
        .containsExactly("encoder", "head", "tokens", "teacher.encoder", "teacher.head");
    // One row of 80 products for the head, five for the module that does not say.
    assertThat(cost.flopPerImage()).isEqualTo(6 * (encoder + 80 + 400) + 2 * (encoder + 80));
    StepMemory memory = cost.memory(Precision.FLOAT32, 1, 2);
    assertThat(memory.parameters()).isEqualTo(memory.gradients() + 4.0 * teacherSize(cost));
    assertThat(memory.moments()).isEqualTo(8.0 * cost.parameters());
  }

  // Two crops of 4 patches, of which 2 are hidden, and a smaller one; heads of 8 x 3 and 3 x 10.
  @Test
  void headsAreCountedOnTheTokensThatTheyAreCalledWith() {
    TeacherSpec teacher =
        new TeacherSpec(
            new Schedule.Constant(0.9),
            TeacherSpec.When.AFTER_UPDATE,
            List.of("head", "patches"),
            TeacherSpec.Result.TEACHER);
    ModuleSpec.PrototypeHead head = new ModuleSpec.PrototypeHead(1, 1, 3, 10);
    ViewSpec global = ViewSpec.randomResizedCrop().withCount(2);
    Plan plan =
        Plan.with(ANY)
            .view(global.withMask(new MaskSpec.Random(0.5)))
            .view(ViewSpec.of("local", Crop.RandomResized.of(0.1, 1)).withSide(4))
            .encode(EncodeMode.MASK_TOKENS)
            .module("head", head)
            .module("patches", head.on(Called.HIDDEN_PATCHES).sharing("head"))
            .teacher(teacher)
            .build();
    Map<String, PartCost> parts = new LinkedHashMap<>();
    cost(SMALL, plan).parts().forEach(p -> parts.put(p.name(), p));
    double row = 8 * 3 + 3 * 10;
    assertThat(parts.get("head").multiplyAdds()).isEqualTo(3 * row);
    assertThat(parts.get("patches").multiplyAdds()).isEqualTo(2 * 2 * row);
    assertThat(parts.get("teacher.head").multiplyAdds()).isEqualTo(2 * row);
    assertThat(parts.get("teacher.patches").multiplyAdds()).isEqualTo(2 * 4 * row);
    assertThat(parts.get("patches").parameters()).isEqualTo(10 + 3 * 10);
  }

  @Test
  void theOutputsOfATeachersBlocksAreKept() {
    TeacherSpec teacher =
        new TeacherSpec(
            new Schedule.Constant(0.9),
            TeacherSpec.When.AFTER_UPDATE,
            List.of(),
            TeacherSpec.Result.NETWORK);
    StepCost none = cost(SMALL, Plan.with(ANY).teacher(teacher).build());
    StepCost both = cost(SMALL, Plan.with(ANY).teacher(teacher.withBlocks(2)).build());
    assertThat(both.flopPerImage()).isEqualTo(none.flopPerImage());
    assertThat(both.imageBytes() - none.imageBytes()).isEqualTo(4.0 * 2 * 5 * 8);
  }

  private static long teacherSize(StepCost cost) {
    return cost.parts().stream()
        .filter(p -> p.role() == PartCost.Role.TEACHER)
        .mapToLong(PartCost::parameters)
        .sum();
  }

  // "... only 9% FLOPs per token vs. ViT-L" (He et al., section 4.1, on the decoder of 8 x 512).
  @Test
  void theDefaultDecoderOfMaeIsSmall() {
    Plan plan =
        Plan.with(ANY)
            .mask(new MaskSpec.Random(0.75))
            .encode(EncodeMode.VISIBLE_ONLY)
            .module("decoder", new ModuleSpec.MaskedDecoder(512, 8, 16, 4, 768))
            .build();
    StepCost cost = cost(BackboneConfig.preset("vit-large/16"), plan);
    double encoder = cost.parts().get(0).multiplyAdds() / 50;
    double decoder = cost.parts().get(1).multiplyAdds() / 197;
    assertThat(decoder / encoder).isCloseTo(0.09, within(0.005));
  }

  @Test
  void activationsGrowWithTheMicroBatchAndNothingElseDoes() {
    StepCost cost = cost(BackboneConfig.preset("vit-base/16"), Plan.with(ANY).build());
    StepMemory one = cost.memory(Precision.BFLOAT16, 1, 2);
    StepMemory eight = cost.memory(Precision.BFLOAT16, 8, 2);
    assertThat(eight.activations()).isEqualTo(8 * one.activations());
    assertThat(eight.moments()).isEqualTo(one.moments());
    assertThat(eight.checkpoint()).isEqualTo(one.checkpoint());
    assertThat(cost.memory(Precision.FLOAT32, 8, 2).activations())
        .isGreaterThan(1.3 * eight.activations());
    assertThat(cost.memory(Precision.FLOAT32, 8, 1).total())
        .isEqualTo(cost.memory(Precision.FLOAT32, 8, 2).total() - 8.0 * cost.parameters());
  }

  @Test
  void recomputedBlocksKeepTheirInputsAndOneOfThemItsInside() {
    Plan plan = Plan.with(ANY).build();
    VitConfig base = (VitConfig) BackboneConfig.preset("vit-base/16");
    StepCost kept = cost(base, plan);
    StepCost twice = StepCost.of(base, base.shape(3), plan, Recompute.BLOCKS);
    assertThat(twice.flopPerImage()).isEqualTo(kept.flopPerImage());
    for (Precision precision : Precision.values()) {
      StepMemory all = kept.memory(precision, 8, 2);
      StepMemory inputs = twice.memory(precision, 8, 2);
      double oneInput = 8 * 4.0 * 197 * 768;
      // Eleven blocks' insides are spared; the twelfth's is workspace with its input.
      double inside = (all.activations() - inputs.activations()) / 12;
      assertThat(inputs.total())
          .isCloseTo(all.total() - 11 * inside + oneInput, withinPercentage(1e-9));
      assertThat(inputs.activations()).isLessThan(0.2 * all.activations());
    }
  }

  @Test
  void shapesAreThoseOfTheNetwork() {
    Plan plan =
        Plan.with(ANY)
            .encode(EncodeMode.VISIBLE_ONLY)
            .mask(new MaskSpec.Random(0.5))
            .module("decoder", new ModuleSpec.MaskedDecoder(4, 1, 2, 4, 48))
            .build();
    try (NDManager manager = NDManager.newBaseManager();
        Network network =
            Network.create(
                SMALL, SMALL.shape(3), plan, new Streams(0), Precision.FLOAT32, manager)) {
      Map<String, Shape> built = new LinkedHashMap<>();
      network.weights().asMap().forEach((name, array) -> built.put(name, array.getShape()));
      assertThat(NetworkParameters.shapes(SMALL, SMALL.shape(3), plan))
          .containsExactlyEntriesOf(built);
      assertThat(cost(SMALL, plan).parameters()).isEqualTo(network.weights().count());
    }
  }
}
