package ai.lacuna.model;

import static ai.lacuna.files.Closeness.assertClose;
import static ai.lacuna.files.Closeness.largest;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.Step;
import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.EncoderOutput.ClassToken;
import ai.lacuna.api.plan.MaskSpec;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.PatchMask;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TrainingDefaults;
import ai.lacuna.api.random.Streams;
import ai.lacuna.model.TransformerKernels.Style;
import ai.lacuna.model.VitConfig.Position;
import ai.lacuna.model.VitConfig.RelativePosition;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention along the grid, and what encoders that are trained so need. */
class PrefixCausalTest {

  private static final Streams STREAMS = new Streams(5);
  private static final TrainingDefaults ANY =
      new TrainingDefaults(1, 1, 1e-3, 0, 0, 0.05, 0.9, 0.95, 0);
  private static final VitConfig SMALL = VitConfig.likeAim(List.of(16, 24), 4, 16, 2, 2, 4);

  @TempDir Path folder;

  // The last one is long enough for the engine's fused attention.
  static Stream<VitConfig> encoders() {
    return Stream.of(
        SMALL,
        TestNetworks.backbone(List.of(16, 24), 4, 16, 2, 2),
        new VitConfig(
            List.of(16, 24),
            4,
            16,
            2,
            2,
            4,
            Position.NONE,
            0.1,
            RelativePosition.PER_BLOCK,
            VitConfig.QkvBias.NO_KEYS,
            Initialisation.BEIT),
        VitConfig.likeAim(List.of(44, 48), 4, 16, 2, 2, 4));
  }

  private static Plan plan(MaskSpec mask) {
    return Plan.with(ANY).mask(mask).encode(EncodeMode.PREFIX_CAUSAL).target(Target.PIXELS).build();
  }

  private static Network network(VitConfig config, Precision precision, NDManager manager) {
    Plan plan = plan(new MaskSpec.Prefix(MaskSpec.Prefix.ALL_BUT_ONE));
    Network network = Network.create(config, config.shape(3), plan, STREAMS, precision, manager);
    // Tables of relative positions start at zero, which would hide mistakes.
    try (Autograd.Scope paused = Autograd.paused()) {
      network
          .weights()
          .asMap()
          .forEach(
              (name, array) -> {
                if (name.endsWith("table")) {
                  float[] values = floats(Math.toIntExact(array.size()), name);
                  array.set(new NDIndex("..."), manager.create(values, array.getShape()));
                }
              });
    }
    return network;
  }

  private static float[] floats(int count, String stream) {
    RandomGenerator random = STREAMS.of(stream);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  private static PatchMask prefix(VitConfig config, int length) {
    return new PatchMask(IntStream.range(0, config.grid().size()).toArray(), length);
  }

  // The tokens of the patches of an image, one array each.
  private static List<float[]> tokens(
      Network network, NDManager manager, VitConfig config, float[] pixels, int length) {
    Shape shape = new Shape(1, 3, config.imageHeight(), config.imageWidth());
    float[] values =
        network
            .step(manager, manager.create(pixels, shape), List.of(prefix(config, length)))
            .encode()
            .toFloatArray();
    List<float[]> tokens = new ArrayList<>();
    for (int i = config.classToken().count(); i < config.tokens(); i++) {
      tokens.add(Arrays.copyOfRange(values, i * config.width(), (i + 1) * config.width()));
    }
    return tokens;
  }

  private static float[] changed(VitConfig config, float[] pixels, int patch) {
    float[] changed = pixels.clone();
    int width = config.imageWidth();
    for (int i = 0; i < changed.length; i++) {
      int row = i / width % config.imageHeight() / config.patch();
      int column = i % width / config.patch();
      if (row * config.grid().columns() + column == patch) {
        changed[i] = 1 - changed[i];
      }
    }
    return changed;
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aPatchReachesTheTokensThatMaySeeItAndNoOthers(VitConfig config) {
    int patches = config.grid().size();
    float[] pixels = floats(3 * config.imageHeight() * config.imageWidth(), "pixels");
    for (Precision precision : Precision.values()) {
      try (NDManager manager = Engine.newCpuManager();
          Network network = network(config, precision, manager);
          Autograd.Scope paused = Autograd.paused()) {
        for (int length : new int[] {1, patches / 3, patches - 1}) {
          List<float[]> before = tokens(network, manager, config, pixels, length);
          for (int k : new int[] {0, patches / 3 - 1, patches / 3, patches - 2, patches - 1}) {
            List<float[]> after =
                tokens(network, manager, config, changed(config, pixels, k), length);
            for (int i = 0; i < patches; i++) {
              boolean sees = k <= i || k < length;
              boolean moved = !Arrays.equals(before.get(i), after.get(i));
              // In bfloat16 a small change can be rounded away.
              boolean right = precision == Precision.FLOAT32 ? moved == sees : sees || !moved;
              assertThat(right)
                  .as(
                      "%s, prefix of %d: token %d, patch %d, moved: %s",
                      precision, length, i, k, moved)
                  .isTrue();
            }
          }
        }
      }
    }
  }

  @Test
  void aPrefixOfOneIsCausalAndImagesKeepTheirOwn() {
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(SMALL, Precision.FLOAT32, manager);
        Autograd.Scope paused = Autograd.paused()) {
      float[] pixels = floats(3 * 16 * 24, "pixels");
      float[] twice = Arrays.copyOf(pixels, 2 * pixels.length);
      System.arraycopy(pixels, 0, twice, pixels.length, pixels.length);
      NDArray both =
          network
              .step(
                  manager,
                  manager.create(twice, new Shape(2, 3, 16, 24)),
                  List.of(prefix(SMALL, 1), prefix(SMALL, 9)))
              .encode(); // (2, N, D)
      int image = 0;
      for (int length : new int[] {1, 9}) {
        List<float[]> alone = tokens(network, manager, SMALL, pixels, length);
        for (int i = 0; i < alone.size(); i++) {
          assertClose("token " + i, both.get(image, i).toFloatArray(), alone.get(i), 1e-5, 1e-5);
        }
        image++;
      }
    }
  }

  @Test
  void allFormsOfAttentionGiveTheSame() {
    String single =
        """
          def causal_block(self: __torch__.K, x: Tensor, m: Tensor, w: List[Tensor]) -> Tensor:
            none = torch.zeros([0])
            return self.block(x, none, self.prefix_causal(m), w, 0, none, 0)
        """;
    Style style = SMALL.style();
    List<ParameterSpec> specs = TransformerKernels.blocks(1, 16, 32, Style.PLAIN);
    List<List<float[]>> results = new ArrayList<>();
    for (Arithmetic form : TestNetworks.FLOAT32_FORMS) {
      String text = TransformerKernels.text(1, 2, 4, style, form) + single;
      try (NDManager manager = Engine.newCpuManager();
          Kernels kernels = Kernels.compile(manager, text);
          Autograd.Scope recording = Autograd.recording()) {
        Weights weights = Weights.initial(specs, STREAMS, manager);
        NDArray x = manager.create(floats(2 * 5 * 16, "x"), new Shape(2, 5, 16));
        float[] hidden = {0, 0, 0, 1, 1, 0, 1, 1, 1, 1};
        NDArray m = manager.create(hidden, new Shape(2, 5));
        NDArray y =
            kernels
                .call("causal_block", new NDList(x, m), TransformerKernels.arrays(specs, weights))
                .singletonOrThrow();
        Autograd.backward(y.pow(Scalars.of(y, 3)).mean());
        List<float[]> result = new ArrayList<>(List.of(y.toFloatArray()));
        weights.asMap().values().forEach(w -> result.add(w.getGradient().toFloatArray()));
        results.add(result);
      }
    }
    for (List<float[]> other : results) {
      for (int i = 0; i < other.size(); i++) {
        assertThat(largest(other.get(i))).isFinite();
        assertClose("result " + i, other.get(i), results.get(0).get(i), 1e-6, 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void everyParameterLearnsAndWhatIsKeptSeesBothWays(VitConfig config) throws IOException {
    try (NDManager manager = Engine.newCpuManager();
        Network network = network(config, Precision.FLOAT32, manager)) {
      int size = 3 * config.imageHeight() * config.imageWidth();
      Shape shape = new Shape(1, 3, config.imageHeight(), config.imageWidth());
      NDArray images = manager.create(floats(size, "pixels"), shape);
      try (Autograd.Scope recording = Autograd.recording()) {
        Autograd.backward(
            network
                .step(manager, images, List.of(prefix(config, 3)))
                .encode()
                .pow(Scalars.of(images, 3))
                .mean());
      }
      network
          .trainable()
          .forEach(
              (name, parameter) ->
                  assertThat(largest(parameter.getGradient().toFloatArray()))
                      .as(name)
                      .isPositive());
      network.saveEncoder(
          folder, new Preprocessing(config.shape(3), new float[3], new float[] {1, 1, 1}));
      try (Encoder encoder = Encoder.open(folder, manager);
          Autograd.Scope paused = Autograd.paused()) {
        assertThat(encoder.config()).isEqualTo(config);
        NDArray features = encoder.features(images);
        assertThat(features.getShape()).isEqualTo(new Shape(1, config.tokens(), config.width()));
        float[] first = features.get(0, 0).toFloatArray();
        int last = config.grid().size() - 1;
        float[] pixels = changed(config, images.toFloatArray(), last);
        assertThat(encoder.features(manager.create(pixels, shape)).get(0, 0).toFloatArray())
            .isNotEqualTo(first);
      }
    }
  }

  @Test
  void anEncoderHasNoParametersForWhatItLacks() {
    List<String> names =
        Backbones.parameters(SMALL, SMALL.shape(3)).stream().map(ParameterSpec::name).toList();
    assertThat(names)
        .filteredOn(name -> name.endsWith("bias"))
        .containsExactly(
            "patch_embed.proj.bias",
            "patch_embed.norm.bias",
            "blocks.0.norm1.bias",
            "blocks.0.norm2.bias",
            "blocks.1.norm1.bias",
            "blocks.1.norm2.bias",
            "norm.bias");
    assertThat(names).doesNotContain("cls_token", "pos_embed");
  }

  private static List<String> problems(BackboneConfig config, Plan plan) {
    Problems problems = new Problems();
    config.check(problems);
    config.checkPlan(plan, problems);
    return problems.list().stream().map(Problem::toString).toList();
  }

  @Test
  void whatCannotBeCausalIsRefused() {
    Plan prefixes = plan(new MaskSpec.Prefix(MaskSpec.Prefix.ALL_BUT_ONE));
    assertThat(problems(BackboneConfig.preset("swin-tiny"), prefixes))
        .containsExactly(
            "type: given swin, whose windows and merged patches have no order, expected an encoder"
                + " whose attention can be prefix-causal, as the objective asks: vit. Fix: use type"
                + " vit, or an objective that needs no order");
    assertThat(problems(SMALL, plan(new MaskSpec.Prefix(24))))
        .containsExactly(
            "patch: given 4, expected small enough for more than 24 patches, the longest prefix of"
                + " the objective's view image, which has 24.");
    assertThat(problems(SMALL, plan(new MaskSpec.Prefix(23)))).isEmpty();
    assertThat(problems(VitConfig.likeAim(List.of(4), 4, 16, 1, 2, 4), prefixes)).hasSize(1);
  }

  @Test
  void withoutAClassTokenThereAreNoRowsAndNoDecoderForOne() {
    ModuleSpec decoder = new ModuleSpec.MaskedDecoder(8, 1, 2, 2, 48);
    VitConfig config =
        new VitConfig(
            List.of(16),
            4,
            16,
            1,
            2,
            4,
            Position.LEARNED,
            0,
            RelativePosition.SHARED,
            VitConfig.QkvBias.ALL,
            Initialisation.MAE,
            ClassToken.NONE,
            VitConfig.PatchNorm.NONE,
            VitConfig.ProjBias.ALL);
    Plan plan = Plan.with(ANY).module("decoder", decoder).build();
    assertThat(problems(config, plan))
        .containsExactly(
            "position: given learned, expected sincos with classToken: none, as a learned table has"
                + " a row for the class token.",
            "relativePosition: given shared, expected none with classToken: none, as the table has"
                + " rows for the class token.",
            "classToken: given none, expected first, as the objective has a masked decoder, which"
                + " takes one.");
  }

  @Test
  void mlpsPredictForHiddenPatchesWhatTheyPredictForAll() {
    for (ModuleSpec.TokenMlp.Positions positions : ModuleSpec.TokenMlp.Positions.values()) {
      for (ModuleSpec.TokenMlp.Bias bias : ModuleSpec.TokenMlp.Bias.values()) {
        ModuleSpec head = new ModuleSpec.TokenMlp(8, 2, 2, 5, positions, bias);
        Plan plan =
            Plan.with(ANY)
                .mask(new MaskSpec.Prefix(MaskSpec.Prefix.ALL_BUT_ONE))
                .encode(EncodeMode.PREFIX_CAUSAL)
                .module("head", head)
                .build();
        try (NDManager manager = Engine.newCpuManager();
            Network network =
                Network.create(SMALL, SMALL.shape(3), plan, STREAMS, Precision.FLOAT32, manager);
            Autograd.Scope paused = Autograd.paused()) {
          boolean biases = network.weights().asMap().containsKey("head.blocks.1.fc2.bias");
          assertThat(biases).isEqualTo(bias == ModuleSpec.TokenMlp.Bias.ALL);
          NDArray images = manager.create(floats(2 * 3 * 16 * 24, "i"), new Shape(2, 3, 16, 24));
          Step step = network.step(manager, images, List.of(prefix(SMALL, 4), prefix(SMALL, 19)));
          NDArray tokens = step.encode();
          NDArray all = step.run("head", tokens);
          assertThat(all.getShape()).isEqualTo(new Shape(2, 24, 5));
          NDArray hidden = step.runHidden("head", tokens);
          assertClose(
              "hidden", hidden.toFloatArray(), step.ofHidden(all).toFloatArray(), 1e-6, 1e-5);
        }
      }
    }
  }
}
