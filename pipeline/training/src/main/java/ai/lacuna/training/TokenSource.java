package ai.lacuna.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.plan.ViewSpec;
import ai.lacuna.data.Batch;
import java.io.IOException;
import java.util.Optional;

/**
 * Where the tokens of objectives come from that ask for {@link ai.lacuna.api.plan.Target#TOKENS}.
 * They must be those of exactly the crop that the encoder sees: either they are computed in the
 * step, or the loader is limited to the crops that tokens are stored for.
 */
public interface TokenSource {

  /** How many codes there are. */
  int vocabulary();

  /**
   * What tokens are computed from, if that is not the plan's first view itself; the loader makes it
   * behind the plan's views.
   *
   * @param first the plan's first view
   */
  Optional<ViewSpec> view(ViewSpec first);

  /** How many variants of each image there are tokens for; 0 = any. */
  int variants();

  /** What the tokens depend on, representable as JSON. */
  Object identity();

  /**
   * Gets ready to give tokens.
   *
   * @param parent its device is used; closing it frees what was opened
   */
  Tokens open(NDManager parent) throws IOException;

  /** Gives tokens to one training loop. */
  @FunctionalInterface
  interface Tokens {

    /**
     * The code of every patch of the first view.
     *
     * @param batch loaded as the source asks for
     * @param scope receives the result
     * @return (A, N) int64, row-major
     */
    NDArray of(Batch batch, NDManager scope);
  }
}
