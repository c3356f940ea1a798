package ai.lacuna.training.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.GoldenCase;
import ai.lacuna.files.Tensor;
import ai.lacuna.training.golden.OfficialStep.From;
import java.nio.FloatBuffer;

/** The parameters and gradients of a case, arranged as they are here. */
public final class RecordedValues {

  private final GoldenCase golden;
  private final OfficialCode code;

  /**
   * Those of a case.
   *
   * @param code what it calls and arranges otherwise
   */
  public RecordedValues(GoldenCase golden, OfficialCode code) {
    this.golden = golden;
    this.code = code;
  }

  Tensor tensor(String prefix, String official) {
    String tensor = prefix + official;
    return code.arranged(official, golden.shape(tensor), golden.floats(tensor));
  }

  float[] floats(String prefix, String official) {
    FloatBuffer values = tensor(prefix, official).data().asFloatBuffer();
    float[] floats = new float[values.remaining()];
    values.get(floats);
    return floats;
  }

  /** The largest magnitude in any gradient. */
  public double largestGradient() {
    return golden.names("grad.").stream()
        .mapToDouble(name -> Closeness.largest(golden.floats("grad." + name)))
        .max()
        .orElseThrow();
  }

  /**
   * Fails unless a parameter is where an update was recorded to move it.
   *
   * @param allowed where its gradient says in which direction that is, or where it has none
   * @param allowedElsewhere where rounding decides
   */
  public void assertMoved(
      From from,
      String prefix,
      String official,
      NDArray moved,
      double allowed,
      double allowedElsewhere) {
    boolean[] decided = decided(from, official);
    float[] actual = moved.toFloatArray();
    float[] expected = floats(prefix, official);
    assertThat(actual).as(official).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      boolean clear = decided.length == 0 || decided[i];
      assertThat((double) Math.abs(actual[i] - expected[i]))
          .as("%s%s[%d]", prefix, official, i)
          .isLessThanOrEqualTo(clear ? allowed : allowedElsewhere);
    }
  }

  // Where the gradient says in which direction a parameter moves; empty = it has none.
  private boolean[] decided(From from, String name) {
    if (!golden.has("grad." + name)) {
      return new boolean[0];
    }
    double clear = from == From.RECORDED_GRADIENTS ? 1e-5 : 1e-3 * largestGradient();
    float[] gradient = floats("grad.", name);
    boolean[] decided = new boolean[gradient.length];
    for (int i = 0; i < decided.length; i++) {
      decided[i] = Math.abs(gradient[i]) > clear;
    }
    return decided;
  }
}
