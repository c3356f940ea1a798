package ai.lacuna.workflow.toy;

import ai.lacuna.files.AtomicFiles;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.WholeStage;
import ai.lacuna.workflow.store.Artifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Adds numbers one by one, with a checkpoint after each. */
public final class SumStage implements WholeStage {

  @Override
  public String type() {
    return "toy-sum";
  }

  @Override
  public String kind() {
    return "sum";
  }

  @Override
  public int codeVersion() {
    return 1;
  }

  @Override
  public Load load() {
    return Load.HEAVY;
  }

  @Override
  public List<String> records() {
    return List.of("log.txt", "pictures/");
  }

  @Override
  public Duration patience() {
    return Duration.ofMillis(400);
  }

  @Override
  public void run(StageContext context) throws Exception {
    Hooks.pass("start", context);
    List<Double> numbers = numbers(context.input("numbers"));
    Path checkpoint = context.scratch().resolve("checkpoint.txt");
    int done = 0;
    double sum = context.seed();
    if (Files.exists(checkpoint)) {
      String[] parts = Files.readString(checkpoint).split(" ");
      done = Integer.parseInt(parts[0]);
      sum = Double.parseDouble(parts[1]);
    }
    for (; done < numbers.size(); done++) {
      Hooks.pass("step " + done, context);
      sum += numbers.get(done);
      context.requireLease();
      AtomicFiles.writeString(checkpoint, (done + 1) + " " + sum);
      context.progress().at(done + 1, numbers.size(), "numbers", "sum " + sum);
    }
    AtomicFiles.writeString(context.output().resolve("sum.txt"), sum + "\n");
    AtomicFiles.writeString(context.output().resolve("log.txt"), "" + System.nanoTime());
    AtomicFiles.writeString(context.output().resolve("pictures/a.txt"), "" + System.nanoTime());
    context.fact("adder", "double");
    Hooks.pass("end", context);
  }

  private static List<Double> numbers(Artifact artifact) throws Exception {
    List<Double> numbers = new ArrayList<>();
    for (String file : Files.readAllLines(artifact.file("index.txt"))) {
      for (String line : Files.readAllLines(artifact.file(file))) {
        numbers.add(Double.parseDouble(line));
      }
    }
    return numbers;
  }
}
