package ai.lacuna.evaluation.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.files.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {

  @Test
  void recipesWithNamesOfTheirOwnNeedNoSettings() throws JsonProcessingException {
    assertThat(Labels.of(List.of(group("{'a': 1}", "mae"), group("{'a': 2}", "dino"))))
        .containsExactly("mae", "dino");
  }

  @Test
  void namesOfSeedsAreCutToWhatTheyShare() throws JsonProcessingException {
    assertThat(Labels.of(List.of(group("{}", "mae-0", "mae-1"), group("{'a': 2}", "x", "y"))))
        .containsExactly("mae", "x");
  }

  @Test
  void settingsThatSeveralPlacesHaveAreNamedInFull() throws JsonProcessingException {
    assertThat(
            Labels.of(
                List.of(
                    group("{'data': {'train': {'count': 1}, 'test': {'count': 2}}}", "r"),
                    group("{'data': {'train': {'count': 3}, 'test': {'count': 4}}}", "r"))))
        .containsExactly(
            "r, data.train.count 1, data.test.count 2", "r, data.train.count 3, data.test.count 4");
  }

  @Test
  void ofManyDifferencesThoseAreNamedThatTellGroupsApart() throws JsonProcessingException {
    String mae = "{'a': 1, 'b': 1, 'c': [1, 2], 'pretrain': {'objective': 'mae', 'x': {}}}";
    String dino = "{'a': 2, 'b': 2, 'c': [1], 'pretrain': {'objective': 'dino', 'x': {}}}";
    assertThat(Labels.of(List.of(group(mae, "r"), group(dino, "r"))))
        .containsExactly("r, objective mae (and 3 more)", "r, objective dino (and 3 more)");
  }

  private static List<SeedRun> group(String settings, String... recipes)
      throws JsonProcessingException {
    JsonNode tree = Json.MAPPER.readTree(settings.replace('\'', '"'));
    return List.of(recipes).stream()
        .map(name -> new SeedRun(name, name, 0, tree, List.of(), Training.UNKNOWN))
        .toList();
  }
}
