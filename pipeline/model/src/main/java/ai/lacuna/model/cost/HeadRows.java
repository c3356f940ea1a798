package ai.lacuna.model.cost;

import ai.lacuna.api.Plan;
import ai.lacuna.api.plan.Grid;
import ai.lacuna.api.plan.ModuleSpec.PrototypeHead;
import ai.lacuna.api.plan.ViewSpec;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How many tokens of an image prototype heads are called with.
 *
 * @param classTokens one of each crop
 * @param patches of the crops of the first view
 */
record HeadRows(double classTokens, double patches) {

  // Drawn for the average of masks that hide different numbers of patches.
  private static final int MASKS = 64;

  /**
   * Of the network that is trained: class tokens of all crops, and hidden patches.
   *
   * @param grid of the first view's crops
   */
  static HeadRows ofNetwork(Plan plan, Grid grid) {
    int crops = plan.views().stream().mapToInt(ViewSpec::count).sum();
    return new HeadRows(crops, plan.view().count() * hidden(plan, grid));
  }

  /** Of its teacher: class tokens and all patches of the first view's crops. */
  static HeadRows ofTeacher(Plan plan, Grid grid) {
    int crops = plan.view().count();
    return new HeadRows(crops, (double) crops * grid.size());
  }

  // On average, if a head asks for them.
  private static double hidden(Plan plan, Grid grid) {
    boolean asked =
        plan.modules().values().stream()
            .anyMatch(
                spec ->
                    spec instanceof PrototypeHead head
                        && head.called() != PrototypeHead.Called.CLASS_TOKENS);
    if (!asked) {
      return 0;
    }
    return IntStream.range(0, MASKS)
        .map(
            seed ->
                grid.size() - plan.view().mask().draw(grid, new SplittableRandom(seed)).visible())
        .average()
        .orElseThrow();
  }

  private double of(PrototypeHead head) {
    return switch (head.called()) {
      case CLASS_TOKENS -> classTokens;
      case HIDDEN_PATCHES -> patches;
      case BOTH -> classTokens + patches;
    };
  }

  /**
   * The cost of a head on one image.
   *
   * @param width of the encoder
   */
  TransformerCost cost(PrototypeHead head, int width) {
    double rows = of(head);
    TransformerCost cost = TransformerCost.dense(rows, head.bottleneck(), head.prototypes());
    int inputs = width;
    for (int i = 0; i < head.layers(); i++) {
      int outputs = i + 1 == head.layers() ? head.bottleneck() : head.hidden();
      cost = cost.plus(TransformerCost.dense(rows, inputs, outputs));
      inputs = outputs;
    }
    return cost;
  }

  /**
   * Numbers that a cross-entropy keeps of a head's scores: they themselves, by temperature, and in
   * logarithms; the teacher's besides.
   */
  static double scores(PrototypeHead head, HeadRows own, HeadRows teacher) {
    return head.prototypes() * (3 * own.of(head) + teacher.of(head));
  }
}
