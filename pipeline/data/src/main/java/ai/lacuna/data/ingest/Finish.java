package ai.lacuna.data.ingest;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.LacunaException.Kind;
import ai.lacuna.data.image.Orientation;
import ai.lacuna.data.shard.Manifest;
import ai.lacuna.data.shard.ShardSchema.Annotation;
import ai.lacuna.data.source.Listing;
import ai.lacuna.data.source.Reject;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the summaries of all shards together. */
final class Finish {

  private static final int EXAMPLES = 5;

  private final IngestPlan plan;
  private final List<ShardSummary> shards;
  private final List<Reject> rejects;
  private final List<Reject> objectRejects;
  private final Statistics total;

  Finish(IngestPlan plan, List<ShardSummary> summaries) {
    this.plan = plan;
    this.shards = summaries.stream().sorted(Comparator.comparingInt(ShardSummary::index)).toList();
    this.rejects = new ArrayList<>(plan.rejects());
    this.objectRejects = new ArrayList<>(plan.objectRejects());
    Statistics sum = Statistics.none(plan.channels(), plan.vocabulary());
    for (ShardSummary shard : shards) {
      sum = sum.plus(shard.statistics());
      rejects.addAll(shard.rejects());
      objectRejects.addAll(shard.objectRejects());
    }
    this.total = sum;
  }

  Manifest write(Path folder) throws IOException {
    checkComplete();
    checkRejects("images", total.rows(), rejects);
    List<Reject> objects = refusedForThemselves();
    if (!objects.isEmpty()) { // images without any object are fine
      checkRejects("objects", sum(total.objects()), objects);
    }
    Manifest manifest = manifest();
    AtomicFiles.writeString(
        folder.resolve(Manifest.REJECTS),
        Stream.concat(rejects.stream(), objectRejects.stream())
            .map(r -> Json.line(r) + "\n")
            .collect(Collectors.joining()));
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
      long announced = plan.shards().get(s).objects();
      long objects = sum(shard.statistics().objects()) + shard.objectRejects().size();
      if (announced != Listing.Part.UNCOUNTED && objects != announced) {
        throw new IllegalStateException(
            "%s: %d objects and rejects, planned %d".formatted(shard.file(), objects, announced));
      }
    }
  }

  private List<Reject> refusedForThemselves() {
    return objectRejects.stream().filter(r -> !r.reason().equals(Reject.IMAGE_REFUSED)).toList();
  }

  private void checkRejects(String what, long good, List<Reject> rejects) {
    double share = (double) rejects.size() / Math.max(1, good + rejects.size());
    if (good > 0 && share <= plan.maxRejects()) {
      return;
    }
    throw new LacunaException(
        Kind.DATA,
        "data set '" + plan.name() + "'",
        "%d of %d %s refused (%s)%s"
            .formatted(
                rejects.size(),
                good + rejects.size(),
                what,
                reasons(rejects).entrySet().stream()
                    .map(e -> e.getValue() + " " + e.getKey())
                    .collect(Collectors.joining(", ")),
                examples(rejects)),
        "at most %s %% and at least one good %s"
            .formatted(
                String.format(Locale.ROOT, "%.3g", 100 * plan.maxRejects()),
                what.substring(0, what.length() - 1)),
        "mend or remove those " + what + ", or raise maxRejects");
  }

  // One of each reason first.
  private static String examples(List<Reject> rejects) {
    Map<String, Integer> seen = new HashMap<>();
    Map<Reject, Integer> turn = new IdentityHashMap<>();
    rejects.forEach(r -> turn.put(r, seen.merge(r.reason(), 1, Integer::sum)));
    String examples =
        rejects.stream()
            .sorted(Comparator.comparing(turn::get))
            .limit(EXAMPLES)
            .map(r -> "\n  " + r.path() + ": " + r.reason() + ", " + r.detail())
            .collect(Collectors.joining());
    int more = rejects.size() - EXAMPLES;
    return more > 0 ? examples + "\n  and " + more + " more" : examples;
  }

  private static SortedMap<String, Long> reasons(List<Reject> rejects) {
    return rejects.stream()
        .collect(Collectors.groupingBy(Reject::reason, TreeMap::new, Collectors.counting()));
  }

  private Manifest manifest() {
    Set<Annotation> annotations = plan.vocabulary().annotations();
    return new Manifest(
        annotations.isEmpty() ? Manifest.PLAIN_SCHEMA : Manifest.SCHEMA,
        plan.name(),
        plan.source(),
        total.rows(),
        total.imageBytes(),
        plan.classes(),
        total.classCounts(),
        total.rows() - sum(total.classCounts()),
        plan.channels(),
        total.mean(),
        total.std(),
        new Manifest.Sizes(
            total.minHeight(),
            total.maxHeight(),
            total.minWidth(),
            total.maxWidth(),
            total.pixels()),
        annotations.stream().sorted().toList(),
        shards.stream()
            .filter(s -> s.rows() > 0)
            .map(s -> new Manifest.Shard(s.file(), s.rows(), s.bytes(), s.sha256(), s.groupRows()))
            .toList(),
        rejects.size(),
        Map.copyOf(reasons(rejects)),
        plan.ignored(),
        annotations.contains(Annotation.OBJECTS) ? objectManifest() : null,
        annotations.contains(Annotation.SEMANTIC)
            ? new Manifest.Semantic(
                plan.vocabulary().semanticClasses(), total.semanticPixels(), total.ignoredPixels())
            : null,
        orientations());
  }

  private Manifest.@Nullable Orientations orientations() {
    Map<Orientation, Long> turned = new EnumMap<>(Orientation.class);
    for (Orientation orientation : Orientation.values()) {
      long images = total.orientations().get(orientation.ordinal());
      if (orientation != Orientation.UPRIGHT && images > 0) {
        turned.put(orientation, images);
      }
    }
    return turned.isEmpty() ? null : new Manifest.Orientations(plan.orientation(), turned);
  }

  private Manifest.Objects objectManifest() {
    return new Manifest.Objects(
        plan.vocabulary().categories(),
        total.objects(),
        total.crowds(),
        total.difficult(),
        total.masks(),
        total.overEdge(),
        objectRejects.size(),
        Map.copyOf(reasons(objectRejects)));
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
