package ai.lacuna.training.golden;

import ai.djl.ndarray.NDArray;
import ai.lacuna.api.Objective;
import ai.lacuna.api.Update;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What an objective does with its buffers after an update. */
public final class AfterUpdate {

  private AfterUpdate() {}

  /**
   * The buffers that an objective changes, with their new values.
   *
   * @param buffers their values before
   * @param collected means of what its losses collected
   */
  public static Map<String, NDArray> changed(
      Objective objective, Map<String, NDArray> buffers, Map<String, NDArray> collected) {
    Map<String, NDArray> changed = new HashMap<>();
    objective.afterUpdate(
        new Update() {
          @Override
          public NDArray buffer(String name) {
            return Objects.requireNonNull(buffers.get(name), name);
          }

          @Override
          public NDArray collected(String name) {
            return Objects.requireNonNull(collected.get(name), name);
          }

          @Override
          public void set(String name, NDArray value) {
            changed.put(name, value);
          }
        });
    return changed;
  }
}
