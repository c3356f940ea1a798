package ai.lacuna.tokenizer.stage;

import ai.djl.ndarray.NDManager;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.Json;
import ai.lacuna.model.Engine;
import ai.lacuna.tokenizer.codebook.CodeBook;
import ai.lacuna.tokenizer.codebook.Measurement;
import ai.lacuna.tokenizer.dvae.Tokenizer;
import ai.lacuna.workflow.StageContext;
import java.io.IOException;

/** How a stage that has made a tokenizer ends: figures, pictures, bounds. */
final class Judging {

  private Judging() {}

  /**
   * Measures the tokenizer in the output folder.
   *
   * @throws ai.lacuna.api.config.LacunaException of kind GATE if its code book will not do
   */
  static void judge(StageContext context, Dataset dataset) throws IOException {
    try (NDManager manager = Engine.newManager();
        Tokenizer tokenizer = Tokenizer.open(context.output(), manager)) {
      CodeBook book =
          new Measurement(tokenizer, manager, context.threads())
              .measure(
                  dataset,
                  context.output().resolve("samples"),
                  done -> context.progress().at(done, 0, "images", "measuring the code book"));
      Json.write(context.output().resolve(CodeBook.FILE), book);
      TokenizerSpec.gates(context.config()).require(book);
      Engine.describe(manager).forEach(context::fact);
    }
  }
}
