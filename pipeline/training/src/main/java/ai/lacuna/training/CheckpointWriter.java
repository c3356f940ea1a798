package ai.lacuna.training;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problem;
import ai.lacuna.files.Tensor;
import ai.lacuna.training.checkpoint.Checkpoints;
import ai.lacuna.training.checkpoint.TrainingState;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Writes checkpoints beside the training thread, one at a time. */
final class CheckpointWriter implements AutoCloseable {

  private final Checkpoints checkpoints;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread t = new Thread(work, "checkpoint-writer");
            t.setDaemon(true);
            return t;
          });
  private CompletableFuture<?> pending = CompletableFuture.completedFuture(null);

  CheckpointWriter(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  /**
   * Starts writing a copy of the state; waits for the one before.
   *
   * @throws LacunaException of kind INFRASTRUCTURE if that one could not be written
   */
  void write(TrainingState state, List<Tensor> copies) {
    await();
    pending =
        CompletableFuture.runAsync(
            () -> {
              try {
                checkpoints.save(state, copies);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            },
            thread);
  }

  /** Waits until everything is on disk. */
  void await() {
    try {
      pending.join();
    } catch (CompletionException e) {
      throw new LacunaException(
          LacunaException.Kind.INFRASTRUCTURE,
          List.of(
              new Problem(
                  "checkpoint",
                  String.valueOf(e.getCause()),
                  "to be written",
                  "free space or mend the disk, then run again")),
          e.getCause());
    }
  }

  /** Waits for a write that has begun, whatever becomes of it: nobody else may be writing then. */
  @Override
  public void close() {
    pending.handle((done, failure) -> true).join();
    thread.shutdown();
  }
}
