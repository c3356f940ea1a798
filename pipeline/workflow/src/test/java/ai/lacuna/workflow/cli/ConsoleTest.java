package ai.lacuna.workflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.workflow.run.RunListener.Start;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private final StringWriter text = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();
  private final Console console =
      new Console(new PrintWriter(text), Console.Screen.PLAIN, nanos::get);

  private void progressAfter(long seconds, long done) {
    nanos.set(seconds * 1_000_000_000L);
    console.progress("pretrain", done, 1000, "steps", "loss 0.4");
  }

  @Test
  void aPlainScreenGetsALineEveryThirtySeconds() {
    console.started("pretrain", 1, Start.FRESH);
    progressAfter(0, 100);
    progressAfter(29, 390);
    progressAfter(30, 400);
    progressAfter(59, 690);
    progressAfter(60, 700);

    assertThat(text)
        .hasToString(
            "pretrain: started\n"
                + "pretrain: 400/1000 steps, loss 0.4, about 1 min 0 s left\n"
                + "pretrain: 700/1000 steps, loss 0.4, about 30 s left\n");
  }

  @Test
  void retriesAndFailuresAreToldInOneLine() {
    console.warned("pretrain", "this machine is small");
    console.started("pretrain", 1, Start.RESUMED);
    console.retrying("pretrain", 1, new IllegalStateException("disk full\nmore"));
    console.started("pretrain", 2, Start.RESUMED);
    console.failed("pretrain", new IllegalStateException("disk full\nmore"));

    assertThat(text)
        .hasToString(
            "pretrain: warning: this machine is small\n"
                + "pretrain: going on from an earlier attempt\n"
                + "pretrain: attempt 1 failed, trying again: disk full\n"
                + "pretrain: going on from an earlier attempt (attempt 2)\n"
                + "pretrain: failed: disk full\n");
  }

  @Test
  void durationsReadAsPeopleSayThem() {
    assertThat(Messages.duration(0.25)).isEqualTo("0.3 s");
    assertThat(Messages.duration(59.6)).isEqualTo("60 s");
    assertThat(Messages.duration(192)).isEqualTo("3 min 12 s");
    assertThat(Messages.duration(7260)).isEqualTo("2 h 1 min");
  }
}
