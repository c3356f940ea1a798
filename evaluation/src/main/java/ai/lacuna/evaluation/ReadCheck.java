package ai.lacuna.evaluation;

import ai.lacuna.api.config.Problem;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.plan.EncoderOutput;
import ai.lacuna.evaluation.feature.Attention;
import ai.lacuna.evaluation.protocol.Pool;
import ai.lacuna.evaluation.protocol.Protocol;
import ai.lacuna.evaluation.protocol.Reads;
import ai.lacuna.model.BackboneConfig;
import ai.lacuna.workflow.DatasetOutline;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.recipe.Setting;
import java.util.Locale;
import java.util.stream.Stream;

/** Checks at planning time that an encoder gives what an evaluation reads. */
final class ReadCheck {

  private static final long LARGEST_TOKENS = 8L << 30;
  private static final double GIB = 1L << 30;

  private final Planning planning;
  private final BackboneConfig backbone;

  ReadCheck(Planning planning, BackboneConfig backbone) {
    this.planning = planning;
    this.backbone = backbone;
  }

  /**
   * Reports what speaks against an evaluation.
   *
   * @param item its place in the recipe
   * @param attention what patches attend to in it
   * @param protocol what it does
   */
  void check(Setting item, Attention attention, Protocol protocol) {
    checkAttention(item, attention);
    if (protocol.reads() instanceof Reads.Summary summary) {
      checkPool(item, summary.pool());
    } else if (protocol.reads() instanceof Reads.Tokens tokens) {
      checkBlocks(item, attention, tokens.blocks());
      checkRoom(item);
    }
    Problems problems = new Problems();
    protocol.check(backbone.output(), problems);
    for (Problem problem : problems.list()) {
      item.at(problem.path()).problem(problem.given(), problem.expected(), problem.fix());
    }
  }

  private void checkAttention(Setting item, Attention attention) {
    if (attention == Attention.CAUSAL && !backbone.attendsCausally()) {
      item.at(EvaluationPlan.ATTENTION)
          .problem(
              "full, since a " + backbone.type() + " encoder's patches have no order", "remove it");
    }
  }

  private void checkPool(Setting item, Pool pool) {
    boolean without = backbone.output().classToken() == EncoderOutput.ClassToken.NONE;
    if (pool == Pool.CLASS && without) {
      item.at("pool")
          .problem(
              "mean, since a " + backbone.type() + " encoder has no class token",
              "use 'pool: mean'");
    }
  }

  private void checkBlocks(Setting item, Attention attention, int blocks) {
    int readable = backbone.readableBlocks();
    if (blocks > readable) {
      String why = "since no more of this encoder's last blocks give tokens like its output's";
      item.at("blocks").problem("at most " + readable + ", " + why, "");
    } else if (blocks > 0 && attention == Attention.CAUSAL) {
      item.at("blocks").problem("0 where attention is causal", "remove one of them");
    }
  }

  // The tokens of both splits are in memory together, the encoder's and then those of pixels.
  private void checkRoom(Setting item) {
    long images = outlines().mapToLong(DatasetOutline::images).sum();
    long pixels =
        outlines().mapToInt(DatasetOutline::channels).max().orElse(0)
            * (long) backbone.imageHeight()
            * backbone.imageWidth();
    EncoderOutput output = backbone.output();
    long values = Math.max(pixels, (long) output.grid().size() * output.width());
    long bytes = images * values * Float.BYTES;
    if (bytes > LARGEST_TOKENS) {
      String room =
          String.format(
              Locale.ROOT,
              "all tokens of %d images are %.1f GiB, more than %.0f",
              images,
              Math.ceil(10 * bytes / GIB) / 10,
              LARGEST_TOKENS / GIB);
      item.at(EvaluationPlan.PROTOCOL)
          .problem(
              "a protocol that reads one vector of an image, as " + room,
              "use linear-probe, or fewer images");
    }
  }

  private Stream<DatasetOutline> outlines() {
    return Stream.of(Planning.TRAIN_DATA, Planning.TEST_DATA)
        .flatMap(split -> planning.outline(split).stream());
  }
}
