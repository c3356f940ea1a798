package ai.lacuna.training;

import java.util.Locale;

/** Measures a training loop. Nothing that is trained depends on it. */
final class Clock {

  private double secondsBefore;
  private long begun;
  private long firstStep;
  private long windowBegun;
  private long windowImages;
  private long windowWait;
  private long checkpointed;

  /** Adds what earlier attempts took. */
  void resume(double seconds) {
    secondsBefore = seconds;
  }

  void begin(long step) {
    firstStep = step;
    begun = System.nanoTime();
    windowBegun = begun;
    checkpointed = begun;
  }

  /** Adds the time since {@code begun}, if there is any, to that in which nothing was computed. */
  void waited(long begun) {
    windowWait += Math.max(0, System.nanoTime() - begun);
  }

  void step(int images) {
    windowImages += images;
  }

  void checkpointed() {
    checkpointed = System.nanoTime();
  }

  boolean checkpointDue(double minutes) {
    return minutes > 0 && System.nanoTime() - checkpointed >= minutes * 60e9;
  }

  /** Seconds of computing so far, over all attempts. */
  double seconds() {
    return secondsBefore + (System.nanoTime() - begun) / 1e9;
  }

  /** The event of the window that ends now; begins the next one. */
  Event event(long step, double epoch, LossSums sums, double learningRate, double norm) {
    long now = System.nanoTime();
    double window = Math.max(now - windowBegun, 1);
    Event event =
        new Event(
            step,
            epoch,
            sums.total(),
            sums.parts(),
            learningRate,
            norm,
            windowImages / window * 1e9,
            windowWait / window);
    windowBegun = now;
    windowImages = 0;
    windowWait = 0;
    return event;
  }

  /** One line for a person. */
  String line(Event event, int epochs, long steps) {
    double perStep = (System.nanoTime() - begun) / 1e9 / Math.max(1, event.step() - firstStep);
    long left = Math.round(perStep * (steps - event.step()));
    String eta =
        left >= 3600
            ? String.format(Locale.ROOT, "%d:%02d:%02d", left / 3600, left / 60 % 60, left % 60)
            : String.format(Locale.ROOT, "%d:%02d", left / 60, left % 60);
    return String.format(
        Locale.ROOT,
        "epoch %d/%d loss %.4g %.0f img/s data wait %.0f%% eta %s",
        Math.min(epochs, (int) event.epoch() + 1),
        epochs,
        event.loss(),
        event.imagesPerSecond(),
        100 * event.dataWait(),
        eta);
  }
}
