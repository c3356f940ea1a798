package ai.lacuna.testkit;

import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** A rule that an objective breaks, in four facts: the rule, seen, expected, likely cause. */
final class BrokenRuleError extends AssertionFailedError {

  private static final long serialVersionUID = 1L;

  private final Rule rule;

  BrokenRuleError(Rule rule, String subject, Finding finding, @Nullable Throwable cause) {
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
  }

  Rule rule() {
    return rule;
  }
}
