package ai.lacuna.tokenizer;

import ai.lacuna.api.Plan;
import ai.lacuna.api.augment.Augmentation.Flip;
import ai.lacuna.api.augment.Crop;
import ai.lacuna.api.plan.ImageShape;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.tokenizer.cache.TokenView;
import ai.lacuna.workflow.Planning;
import ai.lacuna.workflow.recipe.Setting;
import java.util.List;

/** Whether a tokenizer can see what the encoder sees. */
final class ViewChecks {

  private static final String OTHER_MODEL =
      "choose a model whose tokens stand for squares of the size of a patch";

  private ViewChecks() {}

  /**
   * Reports what keeps the tokenizer from seeing the first view of a plan.
   *
   * @param encoder the encoder's image
   * @return whether there is nothing
   */
  static boolean fits(Planning planning, Plan plan, TokenizerConfig config, ImageShape encoder) {
    Setting section = planning.section(TokenizerPlan.SECTION);
    Setting objective = planning.section("pretrain").at("objective");
    ViewSpec first = plan.view();
    ImageShape own = new ImageShape(encoder.channels(), config.height(), config.width());
    boolean resized = TokenView.of(first, encoder, own).isPresent();
    boolean square = config.height() == config.width();
    return holds(
            plan.mixing().isEmpty(),
            objective,
            "images that are mixed",
            "images as they are, since a mixed one has no tokens of its own",
            "")
        & holds(
            first.shape(encoder).equals(encoder),
            objective,
            "a first view of " + first.side() + " pixels",
            "one of the encoder's size, for whose patches the tokens are",
            "")
        & holds(
            !resized || square,
            section.at("image"),
            config.image().toString(),
            "a square, or the encoder's own " + List.of(encoder.height(), encoder.width()),
            OTHER_MODEL)
        & holds(
            !resized || TokenView.scales(first.crop()),
            section.at("image"),
            config.image().toString(),
            "the encoder's own size, since a padded crop shows other parts at another size",
            "use a random-resized-crop, or " + OTHER_MODEL)
        & holds(
            config.crops() == 0 || first.count() == 1,
            section.at("crops"),
            Integer.toString(config.crops()),
            "0, since view '" + first.name() + "' makes several crops of each image at once",
            "");
  }

  private static boolean holds(
      boolean condition, Setting at, String given, String expected, String fix) {
    if (!condition) {
      at.problem(given, expected, fix);
    }
    return condition;
  }

  /** Whether an image looks the same in every epoch. */
  static boolean fixed(ViewSpec view) {
    Crop crop = view.crop();
    boolean whole =
        crop instanceof Crop.Centre
            || crop instanceof Crop.Whole
            || (crop instanceof Crop.RandomResized r && r.minArea() == 1);
    return whole
        && view.count() == 1
        && view.crops().get(0).stream()
            .allMatch(a -> a instanceof Flip flip && flip.probability() % 1 == 0);
  }
}
