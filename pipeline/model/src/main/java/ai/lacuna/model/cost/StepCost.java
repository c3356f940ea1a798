package ai.lacuna.model.cost;

import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.Plan;
import ai.lacuna.api.PlanContext;
import ai.lacuna.api.plan.EncodeMode;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ModuleSpec;
import ai.lacuna.api.plan.Target;
import ai.lacuna.api.plan.TeacherSpec;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.model.NetworkParameters;
import ai.lacuna.model.Precision;
import ai.lacuna.model.Recompute;
import ai.lacuna.model.SwinConfig;
import ai.lacuna.model.VitConfig;
import ai.lacuna.model.cost.TransformerCost.Attention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What training by a plan costs, counted from shapes alone: no device, no data.
 *
 * <p>Counted are the products of matrices, attention's included, at two operations for each
 * multiply-add; norms, softmax, GELU, losses and the optimizer are not. Each crop of each view is
 * encoded once by the network; the teacher, if there is one, encodes those of the first view; each
 * module is called once for each crop of the first view, a prototype head with the tokens that it
 * names. A backward pass is counted as two forward passes, through frozen parts as well. What is
 * computed again to save memory is not counted, and what an implementation spares is not
 * subtracted, so that shares of the machine's ceiling compare.
 *
 * @param parts the parts of the network, then those of the teacher
 * @param imageBytes bytes of an image's pixels, masks and targets
 */
public record StepCost(List<PartCost> parts, double imageBytes) {

  // Java and libtorch with their code, threads and small arrays: measured on Linux, x86-64.
  private static final double PROCESS = 400 * 1024.0 * 1024;

  // The fused form of attention is for longer sequences.
  private static final int SHORT = 128;

  public StepCost {
    parts = List.copyOf(parts);
  }

  /**
   * Counts.
   *
   * @param config the encoder's architecture, already checked
   * @param image what it is trained on
   * @param plan the objective's needs
   * @param recompute what is computed a second time instead of being kept
   */
  public static StepCost of(
      BackboneConfig config, ImageShape image, Plan plan, Recompute recompute) {
    Map<String, Shape> shapes = NetworkParameters.shapes(config, image, plan);
    PlanContext context = config.context(image.channels());
    int patches = context.grid().size(); // N
    ViewSpec first = plan.view();
    int seen = visible(config, image, plan, first);
    int crops = first.count();
    TransformerCost encoded = TransformerCost.NOTHING;
    for (ViewSpec view : plan.views()) {
      int patchesSeen = visible(config, image, plan, view);
      TransformerCost one = encoder(config, context, patchesSeen, recompute);
      encoded = encoded.plus(one.on(view.count()));
      if (plan.mode(view) == EncodeMode.PREFIX_CAUSAL) {
        encoded = encoded.plus(attentionMask(context).on(view.count()));
      }
    }
    PartCost encoder = part("encoder", encoded, shapes);
    HeadRows own = HeadRows.ofNetwork(plan, grid(config, image, first));
    HeadRows whole = HeadRows.ofTeacher(plan, context.grid());
    List<PartCost> parts = new ArrayList<>(List.of(encoder));
    plan.modules()
        .forEach(
            (name, spec) ->
                parts.add(module(name, spec, context, seen, crops, own, shapes, recompute)));
    plan.teacher()
        .ifPresent(
            teacher -> {
              TransformerCost seesAll =
                  encoder(config, context, patches, Recompute.NOTHING).on(crops);
              parts.add(part("encoder", seesAll, shapes).asTeacher());
              for (String name : teacher.modules()) {
                ModuleSpec spec = plan.modules().get(name);
                if (spec != null) {
                  PartCost copy =
                      module(name, spec, context, patches, crops, whole, shapes, Recompute.NOTHING);
                  parts.add(copy.asTeacher());
                }
              }
            });
    double pixels = 0;
    for (ViewSpec view : plan.views()) {
      ImageShape crop = view.shape(image);
      pixels += (double) view.count() * crop.channels() * crop.height() * crop.width();
    }
    // Target, prediction, their difference and its square.
    double compared =
        plan.target() == Target.NONE ? 0 : 4.0 * crops * patches * context.patchElements();
    for (ModuleSpec spec : plan.modules().values()) {
      if (spec instanceof ModuleSpec.PrototypeHead head) {
        compared += HeadRows.scores(head, own, whole);
      }
    }
    // Outputs of blocks that become a target.
    int blocks = plan.teacher().map(TeacherSpec::blocks).orElse(0);
    compared +=
        (double) blocks
            * crops
            * (context.output().classToken().count() + patches)
            * context.width();
    return new StepCost(parts, 4 * (2 * pixels + compared));
  }

  // For each image the L x L numbers that are added before the softmax, in the computing type.
  private static TransformerCost attentionMask(PlanContext context) {
    double tokens = context.output().classToken().count() + (double) context.grid().size();
    return new TransformerCost(0, Bytes.of(0, tokens * tokens), Bytes.NONE);
  }

  private static Grid grid(BackboneConfig config, ImageShape image, ViewSpec view) {
    ImageShape crop = view.shape(image);
    return new Grid(crop.height() / config.patch(), crop.width() / config.patch());
  }

  // Patches that the encoder sees of a crop.
  private static int visible(BackboneConfig config, ImageShape image, Plan plan, ViewSpec view) {
    Grid grid = grid(config, image, view);
    return plan.mode(view) == EncodeMode.VISIBLE_ONLY
        ? view.mask().draw(grid, new SplittableRandom(0)).visible()
        : grid.size();
  }

  private static TransformerCost encoder(
      BackboneConfig config, PlanContext context, int seen, Recompute recompute) {
    if (config instanceof VitConfig vit) {
      double tokens = vit.classToken().count() + (double) seen;
      TransformerCost embedding = TransformerCost.dense(seen, context.patchElements(), vit.width());
      if (vit.patchNorm() == VitConfig.PatchNorm.LAYER) {
        embedding = embedding.plus(TransformerCost.norm(seen, vit.width()));
      }
      return embedding
          .plus(
              block(attention(tokens, vit), tokens, vit.width(), vit.mlpWidth(), vit.heads())
                  .blocks(vit.depth(), tokens * vit.width(), recompute))
          .plus(TransformerCost.norm(tokens, vit.width()));
    } else if (config instanceof SwinConfig swin) {
      return swin(swin, context);
    }
    throw new IllegalArgumentException("unknown architecture " + config);
  }

  private static TransformerCost swin(SwinConfig swin, PlanContext context) {
    double patches = swin.grid().size();
    TransformerCost cost =
        TransformerCost.dense(patches, context.patchElements(), swin.width())
            .plus(TransformerCost.norm(patches, swin.width()));
    for (int s = 0; s < swin.stages(); s++) {
      double tokens = swin.grid(s).size();
      double window = (double) swin.window(s) * swin.window(s);
      if (s > 0) {
        double merged = 2.0 * swin.width(s); // four tokens of half this stage's width
        cost = cost.plus(TransformerCost.norm(tokens, merged));
        cost = cost.plus(TransformerCost.dense(tokens, merged, swin.width(s)));
      }
      TransformerCost block =
          TransformerCost.block(
              tokens, window, swin.width(s), swin.mlpWidth(s), swin.heads(s), Attention.WRITTEN);
      cost = cost.plus(block.times(swin.depths().get(s)));
    }
    return cost.plus(TransformerCost.norm(swin.output().grid().size(), swin.output().width()));
  }

  // With biases that are trained, the fused form writes its matrix, too.
  private static Attention attention(double tokens, VitConfig vit) {
    return vit.relativePosition() == VitConfig.RelativePosition.NONE
        ? attention(tokens)
        : Attention.WRITTEN;
  }

  private static Attention attention(double tokens) {
    return tokens > SHORT ? Attention.WRITTEN_IN_BFLOAT16 : Attention.WRITTEN;
  }

  private static TransformerCost block(
      Attention attention, double tokens, int width, int mlp, int heads) {
    return TransformerCost.block(tokens, tokens, width, mlp, heads, attention);
  }

  private static PartCost module(
      String name,
      ModuleSpec spec,
      PlanContext context,
      int seen,
      int crops,
      HeadRows rows,
      Map<String, Shape> shapes,
      Recompute recompute) {
    if (spec instanceof ModuleSpec.MaskedDecoder decoder) {
      return part(name, decoder(decoder, context, seen, recompute).on(crops), shapes);
    } else if (spec instanceof ModuleSpec.Transformer transformer) {
      return part(name, transformer(transformer, context, recompute).on(crops), shapes);
    } else if (spec instanceof ModuleSpec.PrototypeHead head) {
      return part(name, rows.cost(head, context.width()), shapes);
    } else if (spec instanceof ModuleSpec.TokenMlp mlp) {
      return part(name, mlps(mlp, context).on(crops), shapes);
    } else if (spec instanceof ModuleSpec.Custom custom) {
      boolean merged = context.output().grid().size() < context.grid().size();
      int tokens =
          context.output().classToken().count() + (merged ? context.output().grid().size() : seen);
      ModuleSpec.Cost cost =
          custom.cost().orElseGet(() -> ModuleSpec.Cost.ofRows(custom.parameters(), tokens));
      TransformerCost layers =
          new TransformerCost(cost.multiplyAdds(), Bytes.of(cost.values(), 0), Bytes.NONE)
              .on(crops);
      PartCost part = part(name, layers, shapes);
      // Custom modules compute with the float32 parameters themselves.
      return new PartCost(
          name,
          part.role(),
          part.parameters(),
          part.multiplyAdds(),
          Bytes.NONE,
          part.activations(),
          part.workspace());
    }
    throw new IllegalArgumentException("unknown kind of module " + spec);
  }

  private static TransformerCost decoder(
      ModuleSpec.MaskedDecoder decoder, PlanContext context, int seen, Recompute recompute) {
    int patches = context.grid().size();
    double tokens = 1.0 + patches;
    int mlp = (int) (decoder.width() * decoder.mlpRatio());
    return TransformerCost.dense(1.0 + seen, context.width(), decoder.width())
        .plus(
            block(attention(tokens), tokens, decoder.width(), mlp, decoder.heads())
                .blocks(decoder.depth(), tokens * decoder.width(), recompute))
        .plus(TransformerCost.norm(tokens, decoder.width()))
        .plus(TransformerCost.dense(patches, decoder.width(), decoder.outputs()));
  }

  private static TransformerCost transformer(
      ModuleSpec.Transformer transformer, PlanContext context, Recompute recompute) {
    double tokens = context.output().grid().size();
    int width = transformer.width();
    int mlp = (int) (width * transformer.mlpRatio());
    return TransformerCost.dense(tokens, context.width(), width)
        .plus(
            block(attention(tokens), tokens, width, mlp, transformer.heads())
                .blocks(transformer.depth(), tokens * width, recompute))
        .plus(TransformerCost.norm(tokens, width))
        .plus(TransformerCost.dense(tokens, width, transformer.outputs()));
  }

  private static TransformerCost mlps(ModuleSpec.TokenMlp mlp, PlanContext context) {
    double tokens = context.grid().size();
    double hidden = (int) (mlp.width() * mlp.mlpRatio());
    return TransformerCost.dense(tokens, context.width(), mlp.width())
        .plus(TransformerCost.mlp(tokens, mlp.width(), hidden).times(mlp.depth()))
        .plus(TransformerCost.norm(tokens, mlp.width()))
        .plus(TransformerCost.dense(tokens, mlp.width(), mlp.outputs()));
  }

  private static PartCost part(String name, TransformerCost layers, Map<String, Shape> shapes) {
    double all = 0;
    double matrices = 0;
    for (Map.Entry<String, Shape> parameter : shapes.entrySet()) {
      if (parameter.getKey().startsWith(name + ".")) {
        all += parameter.getValue().size();
        matrices += parameter.getValue().dimension() > 1 ? parameter.getValue().size() : 0;
      }
    }
    return new PartCost(
        name,
        PartCost.Role.TRAINED,
        (long) all,
        layers.multiplyAdds(),
        new Bytes(0, 2 * matrices),
        layers.activations(),
        layers.workspace());
  }

  /** Numbers of the encoder and the modules, without the teacher's. */
  public long parameters() {
    return count(PartCost.Role.TRAINED);
  }

  private long count(PartCost.Role role) {
    return parts.stream().filter(p -> p.role() == role).mapToLong(PartCost::parameters).sum();
  }

  /** Floating-point operations of a training step on one image. */
  public double flopPerImage() {
    return parts.stream().mapToDouble(PartCost::flop).sum();
  }

  /**
   * What a step holds in memory.
   *
   * @param precision that computes
   * @param microBatch images that are computed at a time
   * @param moments running moments that the optimizer keeps of each parameter
   */
  public StepMemory memory(Precision precision, int microBatch, int moments) {
    double trained = 4.0 * parameters();
    double teacher = 4.0 * count(PartCost.Role.TEACHER);
    double perImage = imageBytes;
    double workspace = 0;
    double casts = 0;
    for (PartCost part : parts) {
      perImage += part.activations().in(precision);
      workspace = Math.max(workspace, part.workspace().in(precision));
      casts += part.role() == PartCost.Role.TRAINED ? part.casts().in(precision) : 0;
    }
    return new StepMemory(
        trained + teacher,
        trained,
        moments * trained,
        microBatch * perImage,
        microBatch * workspace + casts,
        (1 + moments) * trained + teacher,
        PROCESS);
  }
}
