package ai.lacuna.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.lacuna.api.Losses;
import ai.lacuna.api.Scalars;
import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.schedule.Moment;
import ai.lacuna.files.Closeness;
import ai.lacuna.files.Json;
import ai.lacuna.files.SafetensorsFile;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLoopTest {

  @TempDir Path folder;

  /** Ends an attempt from outside. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Test
  void theLossFallsAndEveryStepIsLoggedOnce() throws IOException {
    Toy.Ended ended = Toy.run(folder, Toy.CONFIG);
    List<Event> events = EventLog.read(folder.resolve("events.jsonl"));
    assertThat(events).extracting(Event::step).containsExactly(3L, 6L, 9L, 12L, 15L);
    assertThat(events.get(4).loss()).isLessThan(0.9 * events.get(0).loss());
    assertThat(events.get(0).parts()).containsOnlyKeys("size", "square");
    assertThat(events.get(4).epoch()).isEqualTo(3);
    assertThat(ended.result().steps()).isEqualTo(15);
    assertThat(ended.result().finalLoss()).isEqualTo(events.get(4).loss());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void accumulationGivesTheLargeBatch(int accumulation) throws IOException {
    TrainingConfig config = Toy.config(c -> c.put("accumulation", accumulation));
    Toy.Ended whole = Toy.run(folder.resolve("whole"), Toy.CONFIG);
    Toy.Ended parts = Toy.run(folder.resolve("parts"), config);
    whole
        .parameters()
        .forEach(
            (name, values) ->
                Closeness.assertClose(name, parts.parameters().get(name), values, 2e-6, 2e-5));
    List<Event> a = EventLog.read(folder.resolve("whole/events.jsonl"));
    List<Event> b = EventLog.read(folder.resolve("parts/events.jsonl"));
    for (int i = 0; i < a.size(); i++) {
      float[] expected = {(float) a.get(i).loss(), (float) a.get(i).gradNorm()};
      float[] actual = {(float) b.get(i).loss(), (float) b.get(i).gradNorm()};
      Closeness.assertClose("event " + i, actual, expected, 0, 1e-4);
    }
  }

  // 5 is an epoch's edge; at 3 and 9 an event has just been logged; 1 is before any checkpoint.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 6, 9, 14, 15})
  void aStoppedRunEndsWithTheSameBits(long stopAt) throws IOException {
    Toy.Ended undisturbed = Toy.run(folder.resolve("a"), Toy.CONFIG);
    Path work = folder.resolve("b");
    long[] beats = {0};
    Beat stop =
        () -> {
          if (++beats[0] == stopAt) {
            throw new Stop();
          }
        };
    assertThatThrownBy(() -> Toy.run(work, Toy.CONFIG, m -> new ToyTask(m, 0, 8, Toy.IMAGES), stop))
        .isInstanceOf(Stop.class);
    Toy.Ended resumed = Toy.run(work, Toy.CONFIG);
    assertSameBits(resumed, undisturbed);
    List<Event> expected = EventLog.read(folder.resolve("a/events.jsonl"));
    List<Event> events = EventLog.read(work.resolve("events.jsonl"));
    assertThat(events).extracting(Event::step).containsExactly(3L, 6L, 9L, 12L, 15L);
    assertThat(events)
        .extracting(Event::loss)
        .containsExactlyElementsOf(expected.stream().map(Event::loss).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          adam | 0.32 | {"type":"adam","beta1":0.9,"beta2":0.95,"epsilon":1e-8}
          sgd  | 8    | {"type":"sgd","momentum":0.9}
          lars | 96   | {"type":"lars","momentum":0.9,"trust":0.01}
          """)
  void everyOptimizerLearnsAndResumes(String name, double rate, String optimizer)
      throws IOException {
    JsonNode spec = Json.MAPPER.readTree(optimizer);
    TrainingConfig config =
        Toy.config(
            c -> {
              c.set("optimizer", spec);
              return c.put("baseLearningRate", rate);
            });
    Toy.Ended undisturbed = Toy.run(folder.resolve("a"), config);
    List<Event> events = EventLog.read(folder.resolve("a/events.jsonl"));
    assertThat(events.get(4).loss()).isLessThan(0.9 * events.get(0).loss());
    assertThat(undisturbed.parameters())
        .as("other steps than AdamW's")
        .isNotEqualTo(Toy.run(folder.resolve("adamw"), Toy.CONFIG).parameters());
    Path work = folder.resolve("b");
    long[] beats = {0};
    Beat stop =
        () -> {
          if (++beats[0] == 7) {
            throw new Stop();
          }
        };
    assertThatThrownBy(() -> Toy.run(work, config, m -> new ToyTask(m, 0, 8, Toy.IMAGES), stop))
        .isInstanceOf(Stop.class);
    assertSameBits(Toy.run(work, config), undisturbed);
  }

  // 4 has a checkpoint of its own, 3 has an event of its own, 7 has neither.
  @ParameterizedTest
  @ValueSource(longs = {3, 4, 7})
  void aRunThatIsAskedToStopLosesNoStep(long stopAt) throws IOException {
    Toy.Ended undisturbed = Toy.run(folder.resolve("a"), Toy.CONFIG);
    Path work = folder.resolve("b");
    long[] beats = {0};
    Beat stop =
        new Beat() {
          @Override
          public void beat() {
            if (++beats[0] == stopAt) {
              throw new Stop();
            }
          }

          @Override
          public boolean stopRequested() {
            return beats[0] + 1 == stopAt;
          }
        };
    assertThatThrownBy(() -> Toy.run(work, Toy.CONFIG, m -> new ToyTask(m, 0, 8, Toy.IMAGES), stop))
        .isInstanceOf(Stop.class);
    assertThat(work.resolve("checkpoints/step-%07d/state.json".formatted(stopAt))).exists();
    long[] more = {0};
    Toy.Ended resumed =
        Toy.run(work, Toy.CONFIG, m -> new ToyTask(m, 0, 8, Toy.IMAGES), () -> more[0]++);
    assertThat(more[0]).isEqualTo(15 - stopAt);
    assertSameBits(resumed, undisturbed);
    assertThat(EventLog.read(work.resolve("events.jsonl")))
        .extracting(Event::loss)
        .containsExactlyElementsOf(
            EventLog.read(folder.resolve("a/events.jsonl")).stream().map(Event::loss).toList());
  }

  @Test
  void aFinishedRunIsNotTrainedAgain() throws IOException {
    Toy.Ended first = Toy.run(folder, Toy.CONFIG);
    long[] beats = {0};
    Toy.Ended again =
        Toy.run(folder, Toy.CONFIG, m -> new ToyTask(m, 0, 8, Toy.IMAGES), () -> beats[0]++);
    assertThat(beats[0]).isZero();
    assertSameBits(again, first);
    assertThat(again.result().finalLoss()).isEqualTo(first.result().finalLoss());
  }

  @Test
  void aDamagedCheckpointCostsStepsButNotTheResult() throws IOException {
    Toy.Ended first = Toy.run(folder, Toy.CONFIG);
    Path newest = folder.resolve("checkpoints/step-0000015/state.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);
    assertSameBits(Toy.run(folder, Toy.CONFIG), first);
  }

  @Test
  void anotherConfigurationIsRefusedWithItsDifferences() throws IOException {
    Toy.run(folder, Toy.CONFIG);
    TrainingConfig other = Toy.config(c -> c.put("weightDecay", 0.1).put("epochs", 4));
    assertThatThrownBy(() -> Toy.run(folder, other))
        .isInstanceOfSatisfying(
            LacunaException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(LacunaException.Kind.CONFIG);
              assertThat(e)
                  .hasMessageContaining("epochs: given 4, expected 3")
                  .hasMessageContaining("weightDecay: given 0.1, expected 0.05");
              assertThat(e.problems()).hasSize(2);
            });
  }

  @Test
  void aLossThatIsNotFiniteIsNamed() {
    assertDiverges("loss square at step 3", scale -> scale.div(scale.sub(scale)));
  }

  @Test
  void aGradientThatIsNotFiniteIsNamed() {
    // The root of zero has the value 0 and an infinite gradient.
    assertDiverges(
        "gradient of second.weight at step 3", scale -> scale.mul(Scalars.of(scale, 0)).sqrt());
  }

  private void assertDiverges(
      String what, java.util.function.UnaryOperator<ai.djl.ndarray.NDArray> bad) {
    TrainingConfig config = Toy.config(c -> c.put("accumulation", 2));
    int[] calls = {0};
    assertThatThrownBy(
            () ->
                Toy.run(
                    folder,
                    config,
                    manager ->
                        new ToyTask(manager, 0, 4, Toy.IMAGES) {
                          @Override
                          public Losses loss(Sample batch, Moment moment, NDManager scope) {
                            Losses fine = super.loss(batch, moment, scope);
                            if (++calls[0] <= 4) {
                              return fine;
                            }
                            var w = parameters().get("second.weight").square().sum();
                            return Losses.of("square", fine.total().add(bad.apply(w)));
                          }
                        },
                    () -> {}))
        .isInstanceOfSatisfying(
            LacunaException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(LacunaException.Kind.DIVERGED);
              assertThat(e).hasMessageContaining(what).hasMessageContaining("[16, 17, 18, 19]");
            });
    Path dump = folder.resolve("diverged-step-0000003.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(dump)) {
      assertThat(file.entry("batch0.x").shape()).containsExactly(4, ToyTask.INPUTS);
      assertThat(file.names()).contains("parameter.first.weight");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tooFewImagesForAnUpdateAreRefused() {
    assertThatThrownBy(() -> Toy.run(folder, Toy.CONFIG, m -> new ToyTask(m, 0, 8, 7), () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no update of");
  }

  @Test
  void nativeArraysStayFlat() throws IOException {
    TrainingConfig config = Toy.config(c -> c.put("epochs", 12).put("checkpointEverySteps", 0));
    Set<Integer> counts = new HashSet<>();
    NDManager[] used = new NDManager[1];
    Toy.run(
        folder,
        config,
        manager -> {
          used[0] = manager;
          return new ToyTask(manager, 0, 8, Toy.IMAGES);
        },
        () -> counts.add(managed(used[0])));
    assertThat(counts).as("array counts over 60 steps").hasSize(1);
  }

  // Everything that is alive under a manager, sub-managers included.
  private static int managed(NDManager manager) {
    return ((ai.djl.ndarray.BaseNDManager) manager).getManagedArrays().size();
  }

  private static void assertSameBits(Toy.Ended actual, Toy.Ended expected) {
    assertThat(actual.parameters().keySet()).isEqualTo(expected.parameters().keySet());
    expected
        .parameters()
        .forEach((name, p) -> assertThat(actual.parameters().get(name)).as(name).isEqualTo(p));
  }
}
