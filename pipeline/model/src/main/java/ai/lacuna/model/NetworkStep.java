package ai.lacuna.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Step;
import ai.lacuna.api.Teacher;
import ai.lacuna.api.View;
import ai.lacuna.api.config.Suggestion;
import ai.lacuna.api.schedule.Moment;
import java.util.Map;
import java.util.Optional;

/** One micro-batch on a network; what it computes belongs to the scope it was made with. */
final class NetworkStep implements Step {

  private final NDManager scope;
  private final Map<String, NetworkView> views;
  private final NetworkView first;
  private final Labels labels;
  private final Optional<Teacher> teacher;
  private final Buffers buffers;
  private final Moment moment;

  /**
   * @param views in the plan's order
   * @param labels of the images
   */
  NetworkStep(
      NDManager scope,
      Map<String, NetworkView> views,
      Labels labels,
      Optional<Teacher> teacher,
      Buffers buffers,
      Moment moment) {
    this.scope = scope;
    this.views = views;
    this.first = views.values().iterator().next();
    this.labels = labels;
    this.teacher = teacher;
    this.buffers = buffers;
    this.moment = moment;
  }

  @Override
  public View view(String name) {
    return view(views, name);
  }

  static NetworkView view(Map<String, NetworkView> views, String name) {
    NetworkView view = views.get(name);
    if (view == null) {
      throw new IllegalArgumentException(
          "there is no view '" + name + "'; " + Suggestion.didYouMean(name, views.keySet()));
    }
    return view;
  }

  @Override
  public int count() {
    return first.count();
  }

  @Override
  public NDArray images() {
    return first.images();
  }

  @Override
  public NDArray encode() {
    return first.encode();
  }

  @Override
  public NDArray hidden() {
    return first.hidden();
  }

  @Override
  public NDArray target() {
    return first.target();
  }

  @Override
  public NDArray run(String module, NDArray... inputs) {
    return first.run(module, inputs);
  }

  @Override
  public NDArray hiddenTarget() {
    return first.hiddenTarget();
  }

  @Override
  public NDArray runHidden(String module, NDArray... inputs) {
    return first.runHidden(module, inputs);
  }

  @Override
  public NDArray ofHidden(NDArray patches) {
    return first.ofHidden(patches);
  }

  @Override
  public NDArray toPixels(NDArray predicted) {
    return first.toPixels(predicted);
  }

  @Override
  public NDArray labels() {
    return labels.numbers(scope);
  }

  @Override
  public NDArray classTargets(double smoothing) {
    return labels.targets(scope, smoothing);
  }

  @Override
  public Teacher teacher() {
    return teacher.orElseThrow(
        () -> new IllegalStateException("the plan names no teacher; add teacher(…) to it"));
  }

  @Override
  public NDArray buffer(String name) {
    return buffers.view(name, scope);
  }

  @Override
  public void collect(String name, NDArray value) {
    buffers.collect(name, value);
  }

  @Override
  public Moment moment() {
    return moment;
  }
}
