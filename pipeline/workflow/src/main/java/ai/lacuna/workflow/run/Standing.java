package ai.lacuna.workflow.run;

import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.store.Artifact;
import ai.lacuna.workflow.store.ArtifactStore;
import ai.lacuna.workflow.store.Lookup;
import ai.lacuna.workflow.store.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a stage's artifact can be used, and if not, why not. */
public sealed interface Standing {

  /** It is there, complete, verified, and made from the inputs that are there. */
  record Cached(Artifact artifact) implements Standing {}

  /**
   * It has to be made.
   *
   * @param reasons why, one line each
   */
  record Stale(List<String> reasons) implements Standing {
    public Stale {
      reasons = List.copyOf(reasons);
    }
  }

  /** The standing of every stage of a plan by id. Verifies artifacts, changes nothing. */
  static Map<String, Standing> of(List<WorkflowPlan.Step> steps, ArtifactStore store)
      throws IOException {
    Map<String, Standing> standings = new LinkedHashMap<>();
    for (WorkflowPlan.Step step : steps) {
      standings.put(step.spec().id(), of(step, store, standings));
    }
    return standings;
  }

  private static Standing of(
      WorkflowPlan.Step step, ArtifactStore store, Map<String, Standing> upstream)
      throws IOException {
    StageSpec spec = step.spec();
    Lookup lookup = store.find(spec.stage().kind(), step.fingerprint());
    if (lookup instanceof Lookup.Broken broken) {
      List<String> reasons = new ArrayList<>(List.of("its artifact in the store is broken"));
      reasons.addAll(broken.reasons());
      return new Stale(reasons);
    } else if (lookup instanceof Lookup.Found found) {
      List<String> reasons = parentReasons(spec, found.artifact(), upstream);
      return reasons.isEmpty() ? new Cached(found.artifact()) : new Stale(reasons);
    }
    return new Stale(absenceReasons(step, store));
  }

  // The artifact is there, but its inputs may be gone or have come out differently since.
  private static List<String> parentReasons(
      StageSpec spec, Artifact artifact, Map<String, Standing> upstream) {
    List<String> reasons = new ArrayList<>();
    spec.inputs()
        .forEach(
            (role, id) -> {
              Manifest.Parent used = artifact.manifest().ingredients().inputs().get(role);
              if (upstream.get(id) instanceof Cached parent) {
                if (used == null || !used.digest().equals(parent.artifact().digest())) {
                  reasons.add(
                      "input " + role + ": " + id + " was made again and came out differently");
                }
              } else {
                reasons.add(
                    "input "
                        + role
                        + ": "
                        + id
                        + " has to be made first; if it comes out the same, this one is used");
              }
            });
    return reasons;
  }

  private static List<String> absenceReasons(WorkflowPlan.Step step, ArtifactStore store)
      throws IOException {
    Optional<Difference> nearest =
        store.list(step.spec().stage().kind()).stream()
            .filter(a -> a.manifest().ingredients().type().equals(step.spec().stage().type()))
            .map(a -> Difference.between(a, step))
            .min(Comparator.comparingInt(d -> d.lines().size()));
    if (nearest.isEmpty()) {
      return List.of("never made");
    }
    List<String> reasons = new ArrayList<>();
    reasons.add("not made yet; against the nearest one, " + nearest.get().name() + ":");
    reasons.addAll(nearest.get().lines());
    return reasons;
  }
}
