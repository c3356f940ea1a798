package ai.lacuna.data.ingest;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.source.Reject;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts the summaries of all shards together. */
final class Finish {

  private static final int EXAMPLES = 5;

  private final IngestPlan plan;
  private final List<ShardSummary> shards;
  private final List<Reject> rejects;
  private final Statistics total;

  Finish(IngestPlan plan, List<ShardSummary> summaries) {
    this.plan = plan;
    this.shards = summaries.stream().sorted(Comparator.comparingInt(ShardSummary::index)).toList();
    this.rejects = new ArrayList<>(plan.rejects());
    Statistics sum = Statistics.none(plan.channels(), plan.classes().size());
    for (ShardSummary shard : shards) {
      sum = sum.plus(shard.statistics());
      rejects.addAll(shard.rejects());
    }
    this.total = sum;
  }

  Manifest write(Path folder) throws IOException {
    checkComplete();
    checkRejects();
    Manifest manifest = manifest();
    AtomicFiles.writeString(
        folder.resolve(Manifest.REJECTS),
        rejects.stream().map(r -> Json.line(r) + "\n").collect(Collectors.joining()));
    Json.write(folder.resolve(Manifest.FILE), manifest);
    return manifest;
  }

  private void checkComplete() {
    List<Integer> expected = plan.shards().stream().map(ShardPlan::index).toList();
    List<Integer> given = shards.stream().map(ShardSummary::index).toList();
    if (!given.equals(expected)) {
      throw new IllegalStateException("summaries of shards " + given + ", planned " + expected);
    }
    for (int s = 0; s < shards.size(); s++) {
      ShardSummary shard = shards.get(s);
      long delivered = shard.rows() + shard.rejects().size();
      if (delivered != plan.shards().get(s).images()) {
        throw new IllegalStateException(
            "%s: %d rows and rejects, planned %d"
                .formatted(shard.file(), delivered, plan.shards().get(s).images()));
      }
    }
  }

  private void checkRejects() {
    double share = (double) rejects.size() / Math.max(1, total.rows() + rejects.size());
    if (total.rows() > 0 && share <= plan.maxRejects()) {
      return;
    }
    String examples =
        rejects.stream()
            .limit(EXAMPLES)
            .map(r -> "\n  " + r.path() + ": " + r.reason() + ", " + r.detail())
            .collect(Collectors.joining());
    throw new LacunaException(
        Kind.DATA,
        "data set '" + plan.name() + "'",
        "%d of %d images refused (%s), for example%s\n  "
            .formatted(
                rejects.size(),
                total.rows() + rejects.size(),
                reasons().entrySet().stream()
                    .map(e -> e.getValue() + " " + e.getKey())
                    .collect(Collectors.joining(", ")),
                examples),
        "at most %s %% and at least one good image"
            .formatted(String.format(Locale.ROOT, "%.3g", 100 * plan.maxRejects())),
        "mend or remove those files, or raise maxRejects");
  }

  private SortedMap<String, Long> reasons() {
    return rejects.stream()
        .collect(Collectors.groupingBy(Reject::reason, TreeMap::new, Collectors.counting()));
  }

  private Manifest manifest() {
    long labelled = total.classCounts().stream().mapToLong(Long::longValue).sum();
    return new Manifest(
        Manifest.SCHEMA,
        plan.name(),
        plan.source(),
        total.rows(),
        total.imageBytes(),
        plan.classes(),
        total.classCounts(),
        total.rows() - labelled,
        plan.channels(),
        total.mean(),
        total.std(),
        new Manifest.Sizes(
            total.minHeight(),
            total.maxHeight(),
            total.minWidth(),
            total.maxWidth(),
            total.pixels()),
        plan.shards().get(0).annotations(),
        shards.stream()
            .filter(s -> s.rows() > 0)
            .map(s -> new Manifest.Shard(s.file(), s.rows(), s.bytes(), s.sha256(), s.groupRows()))
            .toList(),
        rejects.size(),
        Map.copyOf(reasons()),
        plan.ignored());
  }
}
