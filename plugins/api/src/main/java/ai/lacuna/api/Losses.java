package ai.lacuna.api;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a step minimises: a total, and its named parts for the curves.
 *
 * @param total the scalar that is differentiated
 * @param parts named scalars that are logged: losses, and what tells how they come about
 */
public record Losses(NDArray total, Map<String, NDArray> parts) {

  /** One loss. */
  public static Losses of(String name, NDArray loss) {
    return new Losses(loss, Map.of(name, loss));
  }

  /** This with {@code weight · loss} added to the total. */
  public Losses plus(String name, double weight, NDArray loss) {
    Map<String, NDArray> all = new LinkedHashMap<>(parts);
    all.put(name, loss);
    return new Losses(total.add(loss.mul(Scalars.of(loss, weight))), all);
  }

  /** These and others, whose names differ; the totals are added. */
  public Losses and(Losses others) {
    Map<String, NDArray> all = new LinkedHashMap<>(parts);
    all.putAll(others.parts);
    return new Losses(total.add(others.total), all);
  }

  /** This with a scalar that is logged and not minimised, such as an entropy. */
  public Losses beside(String name, NDArray value) {
    Map<String, NDArray> all = new LinkedHashMap<>(parts);
    all.put(name, value);
    return new Losses(total, all);
  }
}
