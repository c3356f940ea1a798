package ai.lacuna.workflow.run;

import ai.lacuna.api.config.Config;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.workflow.Progress;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.recipe.Configs;
import ai.lacuna.workflow.store.Artifact;
import ai.lacuna.workflow.store.Fence;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A stage's context on a worker. */
final class WorkerContext implements StageContext {

  private final StageJob job;
  private final Fence fence;
  private final Progress progress;
  private final Map<String, Artifact> inputs;

  WorkerContext(StageJob job, Fence fence, Progress progress) throws IOException {
    this.job = job;
    this.fence = fence;
    this.progress = progress;
    Map<String, Artifact> opened = new LinkedHashMap<>();
    for (Map.Entry<String, String> input : job.inputs().entrySet()) {
      opened.put(input.getKey(), Artifact.open(Path.of(input.getValue())));
    }
    this.inputs = Collections.unmodifiableMap(opened);
  }

  @Override
  public String id() {
    return job.id();
  }

  @Override
  public JsonNode config() {
    return job.config();
  }

  @Override
  public <C extends Record & Config> C config(Class<C> type) {
    return Configs.fromTree(job.config(), type);
  }

  @Override
  public long seed() {
    Long seed = job.seed();
    if (seed == null) {
      throw new IllegalStateException("stage '" + job.id() + "' was planned without a seed");
    }
    return seed;
  }

  @Override
  public Artifact input(String role) {
    Artifact input = inputs.get(role);
    if (input == null) {
      throw new IllegalArgumentException(
          "stage '" + job.id() + "' has no input '" + role + "', only " + inputs.keySet());
    }
    return input;
  }

  @Override
  public Map<String, Artifact> inputs() {
    return inputs;
  }

  @Override
  public Path output() {
    return job.workFolder().output();
  }

  @Override
  public Path scratch() {
    return job.workFolder().scratch();
  }

  @Override
  public int threads() {
    return job.threads();
  }

  @Override
  public String device() {
    return job.device();
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public void fact(String key, String value) {
    if (!key.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException("a fact's key has letters, digits and '-': " + key);
    }
    try {
      AtomicFiles.writeString(job.workFolder().facts().resolve(key), value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void requireLease() {
    fence.require();
  }
}
