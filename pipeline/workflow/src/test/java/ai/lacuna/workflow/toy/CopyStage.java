package ai.lacuna.workflow.toy;

import ai.lacuna.files.AtomicFiles;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.WholeStage;
import java.nio.file.Files;

/** Copies a sum with a label: a light stage. */
public final class CopyStage implements WholeStage {

  @Override
  public String type() {
    return "toy-copy";
  }

  @Override
  public String kind() {
    return "copy";
  }

  @Override
  public int codeVersion() {
    return 1;
  }

  @Override
  public void run(StageContext context) throws Exception {
    Hooks.pass("start", context);
    String sum = Files.readString(context.input("sum").file("sum.txt"));
    String label = context.config().get("label").asText();
    AtomicFiles.writeString(context.output().resolve("copy.txt"), label + " " + sum);
  }
}
