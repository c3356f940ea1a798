package ai.lacuna.training.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.GoldenCase;
import ai.lacuna.training.optimizer.ParameterGroup;
import ai.lacuna.training.optimizer.UpdateRule;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** The AdamW of a case and the groups of parameters that it had. */
final class RecordedOptimizer {

  private final GoldenCase golden;
  private final OfficialCode code;
  private final List<JsonNode> groups;

  RecordedOptimizer(GoldenCase golden, OfficialCode code) {
    this.golden = golden;
    this.code = code;
    JsonNode recorded = golden.description().path("optimizer").path("groups");
    groups = StreamSupport.stream(recorded.spliterator(), false).toList();
  }

  double rate() {
    List<Double> rates =
        groups.stream().map(group -> group.path("lr").asDouble()).distinct().toList();
    assertThat(rates).hasSize(1);
    return rates.get(0);
  }

  UpdateRule rule() {
    JsonNode any = groups.get(0);
    return new UpdateRule.AdamW(
        any.path("betas").path(0).asDouble(),
        any.path("betas").path(1).asDouble(),
        any.path("eps").asDouble(),
        groups.stream().mapToDouble(RecordedOptimizer::weightDecay).max().orElseThrow());
  }

  void assertGroups(List<ParameterGroup> ours) {
    assertThat(groups).isNotEmpty();
    for (JsonNode group : groups) {
      ParameterGroup.Decay decay =
          weightDecay(group) > 0 ? ParameterGroup.Decay.APPLIED : ParameterGroup.Decay.EXEMPT;
      TreeSet<String> same = new TreeSet<>();
      ours.stream()
          .filter(g -> g.decay() == decay)
          .forEach(g -> same.addAll(g.parameters().keySet()));
      assertThat(same).isEqualTo(trained(group));
    }
    // Parameters that wait are a group of their own.
    if (ours.stream().allMatch(g -> g.frozenUpdates() == 0)) {
      assertThat(ours).hasSameSizeAs(groups);
    }
  }

  // A recorded group may hold parameters that are not trained.
  private TreeSet<String> trained(JsonNode group) {
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode name : group.path("params")) {
      if (golden.has("grad." + name.asText())) {
        names.add(code.ours(name.asText()));
      }
    }
    return names;
  }

  private static double weightDecay(JsonNode group) {
    return group.path("weight_decay").asDouble();
  }
}
