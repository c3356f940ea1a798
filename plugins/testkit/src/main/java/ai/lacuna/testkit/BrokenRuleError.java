package ai.lacuna.testkit;

import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** A rule that an objective breaks, in four facts: the rule, seen, expected, likely cause. */
final class BrokenRuleError extends AssertionFailedError {

  private static final long serialVersionUID = 1L;

  /** What ended the check. */
  enum End {
    /** It saw the rule broken. */
    VERDICT,
    /** An exception that it did not expect, so that it says nothing about the rule. */
    CRASH
  }

  private final Rule rule;
  private final End end;

  BrokenRuleError(Rule rule, End end, String subject, Finding finding, @Nullable Throwable cause) {
    super(
        """
        %s: %s
          objective: %s
          seen:      %s
          expected:  %s
          likely:    %s"""
            .formatted(
                rule,
                rule.sentence(),
                subject,
                finding.seen(),
                finding.expected(),
                finding.likely()),
        cause);
    this.rule = rule;
    this.end = end;
  }

  Rule rule() {
    return rule;
  }

  End end() {
    return end;
  }
}
