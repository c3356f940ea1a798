package ai.lacuna.workflow.cli;

import ai.lacuna.workflow.FinishedRun.Outcome;
import ai.lacuna.workflow.FinishedRun.Status;
import ai.lacuna.workflow.run.RunListener;
import java.io.Closeable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Progress for people: what begins, ends, waits or fails is a line; in between a terminal shows a
 * bar, and anything else gets a line for each stage every 30 seconds.
 */
final class Console implements RunListener, Closeable {

  static final long INTERVAL_NANOS = 30_000_000_000L;

  /** Where the lines end up. */
  enum Screen {
    TERMINAL,
    PLAIN
  }

  private final PrintWriter err;
  private final Screen screen;
  private final LongSupplier nanos;
  private final Map<String, Pace> paces = new HashMap<>();
  private @Nullable ProgressBar bar;
  private String barStage = "";

  // When an attempt began to make progress, from where, and when it was last told about.
  private static final class Pace {
    private final long startNanos;
    private final long startDone;
    private long toldNanos;

    Pace(long nanos, long done) {
      this.startNanos = nanos;
      this.startDone = done;
      this.toldNanos = nanos;
    }
  }

  Console(PrintWriter err, Screen screen, LongSupplier nanos) {
    this.err = err;
    this.screen = screen;
    this.nanos = nanos;
  }

  /** A console that finds out by itself whether it is a terminal. */
  static Console on(PrintWriter err) {
    Screen screen = System.console() == null ? Screen.PLAIN : Screen.TERMINAL;
    return new Console(err, screen, System::nanoTime);
  }

  @Override
  public synchronized void broken(String stage, List<String> differences) {
    say(stage, "its artifact is broken and will be made again: " + String.join("; ", differences));
  }

  @Override
  public synchronized void waiting(String stage, String holder) {
    say(stage, "waiting for " + holder + ", which is making it");
  }

  @Override
  public synchronized void warned(String stage, String warning) {
    say(stage, "warning: " + warning);
  }

  @Override
  public synchronized void started(String stage, int attempt, Start start) {
    paces.remove(stage);
    String how = start == Start.RESUMED ? "going on from an earlier attempt" : "started";
    say(stage, attempt == 1 ? how : how + " (attempt " + attempt + ")");
  }

  @Override
  public synchronized void progress(
      String stage, long done, long total, String unit, String detail) {
    long now = nanos.getAsLong();
    Pace pace = paces.computeIfAbsent(stage, s -> new Pace(now, done));
    if (screen == Screen.TERMINAL) {
      drawBar(stage, done, total, unit, detail);
    } else if (now - pace.toldNanos >= INTERVAL_NANOS) {
      pace.toldNanos = now;
      // Who counts in per cent is a long computation that says itself how long it will take.
      boolean percent = unit.equals("%");
      String of = total > 0 && !percent ? done + "/" + total : Long.toString(done);
      String figures = detail.isEmpty() ? "" : ", " + detail;
      String left = percent ? "" : remaining(pace, now, done, total);
      say(stage, of + " " + unit + figures + left);
    }
  }

  @Override
  public synchronized void retrying(String stage, int attempt, Throwable failure) {
    say(stage, "attempt " + attempt + " failed, trying again: " + firstLine(failure));
  }

  @Override
  public synchronized void failed(String stage, Throwable failure) {
    say(stage, "failed: " + firstLine(failure));
  }

  @Override
  public synchronized void done(Outcome outcome) {
    say(
        outcome.id(),
        outcome.status() == Status.CACHED
            ? "cached"
            : "done in " + Messages.duration(outcome.seconds()));
  }

  @Override
  public synchronized void close() {
    closeBar();
  }

  private void say(String stage, String text) {
    closeBar();
    err.println(stage + ": " + text);
    err.flush();
  }

  private void drawBar(String stage, long done, long total, String unit, String detail) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(stage)
              .setInitialMax(total > 0 ? total : -1)
              .startsFrom(done, Duration.ZERO)
              .setUnit(" " + unit, 1)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(500)
              .clearDisplayOnFinish()
              .build();
      barStage = stage;
    }
    if (stage.equals(barStage)) {
      bar.stepTo(done);
      bar.setExtraMessage(detail);
    }
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private static String remaining(Pace pace, long now, long done, long total) {
    long gained = done - pace.startDone;
    if (total <= 0 || gained <= 0 || done >= total) {
      return "";
    }
    double seconds = (now - pace.startNanos) / 1e9 * (total - done) / gained;
    return String.format(Locale.ROOT, ", about %s left", Messages.duration(seconds));
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
