package ai.lacuna.evaluation.knn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.model.Engine;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * The k most similar training images of every test image, by cosine similarity.
 *
 * <p>Letters: B test images, M training images, D features, K neighbours, Q test rows and P train
 * rows of a block.
 *
 * <p>Exact, not approximate. Similarities are computed block by block, so that memory is bounded by
 * Q x P whatever B and M are. Equal similarities are ordered by training index, so that the result
 * depends neither on the block sizes nor on threads.
 *
 * @param index (B, K) row-major indices of training images, nearest first
 * @param similarity (B, K) row-major cosine similarities in [-1, 1]
 * @param k K
 */
public record NearestNeighbours(int[] index, float[] similarity, int k) {

  private static final int Q = 512;
  private static final int P = 16_384;

  /**
   * Searches.
   *
   * @param train (M, D) float32 features; need not be normalised
   * @param test (B, D) float32 features
   * @param k K, in [1, M]
   */
  public static NearestNeighbours search(NDArray train, NDArray test, int k) {
    return search(train, test, k, Q, P);
  }

  static NearestNeighbours search(NDArray train, NDArray test, int k, int q, int p) {
    int m = Math.toIntExact(train.getShape().get(0));
    int b = Math.toIntExact(test.getShape().get(0));
    if (k < 1 || k > m) {
      throw new IllegalArgumentException("given k = " + k + ", expected 1 <= k <= " + m);
    }
    NearestNeighbours found = new NearestNeighbours(new int[b * k], new float[b * k], k);
    Arrays.fill(found.similarity, Float.NEGATIVE_INFINITY);
    ForkJoinPool threads = new ForkJoinPool(Engine.threads());
    try {
      for (int test0 = 0; test0 < b; test0 += q) {
        int test1 = Math.min(b, test0 + q);
        try (NDManager scope = test.getManager().newSubManager()) {
          NDArray queries = normalised(test, test0, test1, scope); // (Q, D)
          for (int train0 = 0; train0 < m; train0 += p) {
            found.merge(queries, train, train0, Math.min(m, train0 + p), test0, threads);
          }
        }
      }
    } finally {
      threads.shutdown();
    }
    found.refuseNaN();
    return found;
  }

  // A feature that is not finite makes similarities that no comparison accepts.
  private void refuseNaN() {
    for (int i = k - 1; i < similarity.length; i += k) {
      if (similarity[i] == Float.NEGATIVE_INFINITY) {
        throw new LacunaException(
            LacunaException.Kind.DATA,
            "features of test image " + i / k,
            "NaN or infinite values, there or in the train split",
            "finite features",
            "look at the loss curve of the encoder: it has probably diverged");
      }
    }
  }

  private void merge(
      NDArray queries, NDArray train, int train0, int train1, int test0, ForkJoinPool threads) {
    try (NDManager scope = queries.getManager().newSubManager()) {
      NDArray keys = normalised(train, train0, train1, scope); // (P, D)
      NDArray product = queries.matMul(keys.transpose()); // (Q, D) x (D, P) -> (Q, P)
      product.attach(scope);
      float[] block = product.toFloatArray();
      int p = train1 - train0;
      IntStream rows = IntStream.range(0, block.length / p).parallel();
      // A parallel stream uses the pool that it is started in: no more threads than a stage may.
      threads
          .submit(() -> rows.forEach(row -> insert(block, row * p, p, train0, (test0 + row) * k)))
          .join();
    }
  }

  // Insertion into a sorted list of K: most candidates fail the first comparison.
  private void insert(float[] block, int from, int p, int train0, int list) {
    int last = list + k - 1;
    for (int j = 0; j < p; j++) {
      float s = block[from + j];
      if (!(s > similarity[last])) {
        continue;
      }
      int at = last;
      while (at > list && s > similarity[at - 1]) {
        similarity[at] = similarity[at - 1];
        index[at] = index[at - 1];
        at--;
      }
      similarity[at] = s;
      index[at] = train0 + j;
    }
  }

  // Divides rows by their length; a zero row stays zero instead of becoming NaN.
  private static NDArray normalised(NDArray x, int from, int to, NDManager scope) {
    NDArray rows = x.get(new NDIndex("{}:{}", from, to)); // (M, D) -> (P, D)
    rows.attach(scope);
    NDArray length = rows.square().sum(new int[] {1}, true).sqrt().maximum(1e-12f); // (P, 1)
    length.attach(scope);
    NDArray unit = rows.div(length);
    unit.attach(scope);
    return unit;
  }
}
