package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.model.Engine;
import ai.lacuna.model.kernel.Autograd;
import ai.lacuna.model.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies of a task that share an update's micro-batches. The first one is the task itself: it holds
 * the optimizer's moments and everything that is checkpointed. The others follow it.
 *
 * <p>At the beginning of an update the first one's parameters and buffers are copied to the others;
 * at its end the others' gradients are added to its own, one replica after the other, so that a sum
 * is always taken in the same order. Moments therefore exist once, whatever the number of devices,
 * and replicas cannot drift apart.
 *
 * @param <B> a micro-batch
 */
final class Replicas<B> implements AutoCloseable {

  private final List<Replica<B>> all = new ArrayList<>();
  private final List<NDArray> state;
  private final List<List<NDArray>> followers = new ArrayList<>();
  private final NDManager manager;
  private final Kernels kernels;
  private final List<ExecutorService> threads = new ArrayList<>();
  private final List<Future<StepLosses>> running = new ArrayList<>();
  private final AtomicLong ended = new AtomicLong(System.nanoTime());

  /**
   * @param first the task itself, with its parameters at their initial values
   * @param manager its manager
   * @param others a manager for each further replica, on its device
   * @param threads that the replicas share on a CPU
   */
  Replicas(TrainingTask<B> first, NDManager manager, List<NDManager> others, int threads) {
    this.manager = manager;
    kernels = Kernels.load(manager, Replicas.class, "replicas", Map.of());
    all.add(new Replica<>(first, manager));
    state = state(first);
    for (NDManager other : others) {
      TrainingTask<B> task = first.replicate(other);
      all.add(new Replica<>(task, other));
      followers.add(state(task));
    }
    for (int r = 0; r < (all.size() == 1 ? 0 : all.size()); r++) {
      this.threads.add(thread(Math.max(1, threads / all.size())));
    }
  }

  private static List<NDArray> state(TrainingTask<?> task) {
    List<NDArray> state = new ArrayList<>(task.parameters().values());
    state.addAll(task.buffers().values());
    return state;
  }

  private static ExecutorService thread(int threadsEach) {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread =
              new Thread(
                  () -> {
                    // The setting is a thread's own.
                    Engine.setThreads(threadsEach);
                    work.run();
                  },
                  "lacuna-replica");
          thread.setDaemon(true);
          return thread;
        });
  }

  int count() {
    return all.size();
  }

  /** The replica that the optimizer advances. */
  Replica<B> first() {
    return all.get(0);
  }

  /** Gives all replicas the first one's parameters and buffers. */
  void synchronise() {
    for (List<NDArray> follower : followers) {
      call("copy", follower, state);
    }
    all.subList(1, all.size()).forEach(replica -> replica.task().parametersChanged());
  }

  /**
   * Has each replica add the gradient of a micro-batch to its gradients, after those it was given
   * before. One replica computes it at once, several do on threads of their own.
   *
   * @param wave one micro-batch for each replica
   * @param share what gradients are multiplied by: one over the micro-batches of the update
   */
  void start(List<B> wave, Moment now, float share) {
    if (all.size() == 1) {
      StepLosses losses = first().accumulate(wave.get(0), now, share);
      running.add(CompletableFuture.completedFuture(losses));
      ended.set(System.nanoTime());
      return;
    }
    for (int r = 0; r < all.size(); r++) {
      Replica<B> replica = all.get(r);
      B batch = wave.get(r);
      running.add(
          threads
              .get(r)
              .submit(
                  () -> {
                    StepLosses losses = replica.accumulate(batch, now, share);
                    ended.accumulateAndGet(System.nanoTime(), Math::max);
                    return losses;
                  }));
    }
  }

  /**
   * When the replicas came to have nothing to do, by {@link System#nanoTime}: now, if they have.
   */
  long idleSince() {
    boolean idle = running.stream().allMatch(Future::isDone);
    return idle ? ended.get() : System.nanoTime();
  }

  /**
   * Waits for what was started.
   *
   * @return the losses, in the order of the micro-batches
   */
  List<StepLosses> finish() {
    try {
      return await(running);
    } finally {
      running.clear();
    }
  }

  // Waits for all, whatever happens: what they compute with must not be freed under them.
  private static List<StepLosses> await(List<Future<StepLosses>> running) {
    List<StepLosses> losses = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    boolean interrupted = false;
    for (Future<StepLosses> one : running) {
      for (boolean waiting = true; waiting; ) {
        try {
          losses.add(one.get());
          waiting = false;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          failures.add(e.getCause());
          waiting = false;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failures.isEmpty()) {
      return losses;
    }
    Throwable failure = failures.get(0);
    if (failure instanceof Error error) {
      throw error;
    }
    throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
  }

  /** Adds the gradients of the others to those of the first, and sets theirs to zero. */
  void reduce() {
    List<NDArray> sum = all.size() == 1 ? List.of() : first().gradientList();
    for (Replica<B> other : all.subList(1, all.size())) {
      call("add", sum, other.gradientList());
      other.gradients().zero();
    }
  }

  private void call(String method, List<NDArray> targets, List<NDArray> sources) {
    try (NDManager scope = manager.newSubManager();
        Autograd.Scope paused = Autograd.paused()) {
      kernels.call(method, new NDList(scope.zeros(new Shape())), targets, sources).close();
    }
  }

  /** Returns when nothing is computed any more. */
  @Override
  public void close() {
    threads.forEach(Threads::end);
  }
}
