package ai.lacuna.objective.mocov3;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.BatchNorm;
import ai.lacuna.api.plan.Init;
import ai.lacuna.api.plan.ModuleSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The projector and the predictor of MoCo v3 (moco/builder.py, _build_mlp): linear layers without
 * bias, each followed by a batch norm, with ReLU in between; the last norm neither scales nor
 * shifts. Parameters are named as there, where layers, norms and activations are counted together.
 *
 * <p>Norms always use the statistics of the rows of their call. The official code also keeps
 * running ones, which nothing reads: the MLPs are thrown away after pre-training.
 *
 * <p>Letters: A rows of a call, D their width.
 */
final class BatchNormMlp {

  private static final float EPSILON = 1e-5f;
  private static final float MOMENTUM = 0.9f; // of the running statistics, which nothing reads
  private static final int STRIDE = 3; // linear, norm, ReLU

  private BatchNormMlp() {}

  /**
   * A module from (A, inputs) to (A, outputs).
   *
   * @param layers linear layers, at least 1
   */
  static ModuleSpec of(int layers, int inputs, int hidden, int outputs) {
    Map<String, ModuleSpec.Parameter> parameters = new LinkedHashMap<>();
    int from = inputs;
    for (int i = 0; i < layers; i++) {
      boolean last = i + 1 == layers;
      int to = last ? outputs : hidden;
      // The default of torch's linear layers.
      Init weight = new Init.Uniform(1 / Math.sqrt(from));
      parameters.put(STRIDE * i + ".weight", new ModuleSpec.Parameter(new Shape(to, from), weight));
      if (!last) {
        String norm = STRIDE * i + 1 + ".";
        parameters.put(norm + "weight", new ModuleSpec.Parameter(new Shape(to), Init.ONES));
        parameters.put(norm + "bias", new ModuleSpec.Parameter(new Shape(to), Init.ZEROS));
      }
      from = to;
    }
    return new ModuleSpec.Custom(parameters, (p, x) -> forward(layers, p, x[0]));
  }

  private static NDArray forward(int layers, Function<String, NDArray> p, NDArray inputs) {
    NDManager scope = inputs.getManager();
    NDArray x = inputs; // (A, D)
    for (int i = 0; i < layers; i++) {
      x = x.matMul(p.apply(STRIDE * i + ".weight").transpose()); // -> (A, next D)
      String norm = STRIDE * i + 1 + ".";
      if (i + 1 < layers) {
        x = Activation.relu(normalised(x, p.apply(norm + "weight"), p.apply(norm + "bias")));
      } else {
        Shape width = new Shape(x.getShape().get(1));
        x = normalised(x, scope.ones(width), scope.zeros(width));
      }
    }
    return x;
  }

  // The engine wants running statistics to change; these are dropped.
  private static NDArray normalised(NDArray x, NDArray scale, NDArray shift) {
    NDArray mean = x.getManager().zeros(scale.getShape());
    NDArray variance = x.getManager().ones(scale.getShape());
    NDList outputs =
        BatchNorm.batchNorm(x, mean, variance, scale, shift, 1, MOMENTUM, EPSILON, true);
    return outputs.singletonOrThrow();
  }
}
