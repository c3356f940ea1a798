package ai.lacuna.api.plan;

import ai.lacuna.api.schedule.Schedule;
import java.util.List;

/**
 * A teacher: an exponential moving average of the encoder and of some modules, which starts as
 * their copy and is moved once an update,
 *
 * <pre>  t ← m · t + (1 - m) · s</pre>
 *
 * for every parameter t of the teacher and s of the network that is trained. It never gets a
 * gradient, drops no branches, and is checkpointed.
 *
 * @param momentum m in [0, 1], the weight of the old teacher
 * @param when at which point of an update it is moved
 * @param modules names of the plan's modules that it has too
 * @param result whose encoder the run hands over at its end
 * @param blocks how many of its last blocks {@link ai.lacuna.api.Teacher#encodeBlocks} gives the
 *     outputs of; the host refuses encoders that have fewer, or whose blocks give tokens of
 *     different shapes
 */
public record TeacherSpec(
    Schedule momentum, When when, List<String> modules, Result result, int blocks) {

  /** A teacher that gives what its encoder and modules give. */
  public TeacherSpec(Schedule momentum, When when, List<String> modules, Result result) {
    this(momentum, when, modules, result, 0);
  }

  /** This with the outputs of its last blocks. */
  public TeacherSpec withBlocks(int last) {
    return new TeacherSpec(momentum, when, modules, result, last);
  }

  /** When a teacher is moved. */
  public enum When {
    /** Before the losses of an update are computed (MoCo v3). */
    BEFORE_LOSS,
    /** After the optimizer has moved the network (DINO, iBOT, data2vec). */
    AFTER_UPDATE
  }

  /** Whose encoder is kept. */
  public enum Result {
    NETWORK,
    TEACHER
  }

  public TeacherSpec {
    modules = List.copyOf(modules);
    if (blocks < 0) {
      throw new IllegalArgumentException("blocks must not be negative, given " + blocks);
    }
  }
}
