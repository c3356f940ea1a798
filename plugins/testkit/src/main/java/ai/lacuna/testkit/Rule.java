package ai.lacuna.testkit;

import ai.lacuna.testkit.BrokenRuleError.End;
import org.opentest4j.TestAbortedException;

/** What every objective must keep. */
public enum Rule {
  FINITE_GRADIENTS(
      "every trainable tensor gets a finite gradient that is not zero, and the teacher none",
      GradientChecks::reachEverything),
  NUMBERS_STAY_ALIVE(
      "what the backward pass reads has not been given up before it", NumberCheck::stayAlive),
  LEARNS_EIGHT_IMAGES(
      "eight images can be learnt by heart, each by itself", GradientChecks::learns),
  HIDDEN_PIXELS_DO_NOT_LEAK(
      "what hidden patches show changes neither the encoding nor a prediction",
      LeakChecks::hiddenPixels),
  VISIBLE_PIXELS_ARE_NO_TARGET(
      "what visible patches show is not what the loss compares with", LeakChecks::visiblePixels),
  TARGET_VARIES("other images give another loss on the same predictions", LeakChecks::target),
  SAME_SEED_SAME_LOSS("the same seed gives the same losses, bit by bit", RepeatChecks::sameSeed),
  RESUMES(
      "a run restored after update k makes the same updates k+1 to k+5, bit by bit",
      RepeatChecks::resumes),
  ANY_ORDER("the same images in another order give the same loss", RepeatChecks::anyOrder),
  ACCUMULATES(
      "a batch and its halves give the same gradient, as far as the plan's loss scope says so",
      ScopeChecks::accumulates),
  SETTINGS_ARE_CHECKED(
      "settings out of range are refused, and the others can be planned", SettingChecks::ranges),
  ANY_SHAPE(
      "odd batches, rectangular images, one channel and five all work", ShapeChecks::anyShape),
  BFLOAT16("bfloat16 gives about the loss and gradient of float32", ShapeChecks::bfloat16),
  NO_MEMORY_GROWTH("an update leaves no array behind", MemoryCheck::growth),
  CLAIMS_HOLD("what the plan and the plugin declare is true", ClaimChecks::claims);

  /** How a rule is checked. */
  @FunctionalInterface
  interface Check {
    void on(Subject<?> subject);
  }

  private final String sentence;
  private final Check check;

  Rule(String sentence, Check check) {
    this.sentence = sentence;
    this.check = check;
  }

  /** The rule in one sentence. */
  public String sentence() {
    return sentence;
  }

  /**
   * Checks an objective.
   *
   * @throws BrokenRuleError if it breaks the rule, or throws what the check does not expect
   * @throws TestAbortedException if the rule does not apply to it
   */
  void check(Subject<?> subject) {
    try {
      check.on(subject);
    } catch (Finding finding) {
      throw new BrokenRuleError(this, End.VERDICT, subject.toString(), finding, finding.getCause());
    } catch (TestAbortedException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      Finding finding =
          new Finding(
              "the exception " + e,
              "a plan and a loss that work, even if the rule is exempted",
              "see the cause below; the first frame of your own code is where it began");
      throw new BrokenRuleError(this, End.CRASH, subject.toString(), finding, e);
    }
  }
}
