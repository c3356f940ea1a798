package ai.lacuna.tokenizer.stage;

import ai.lacuna.api.config.LacunaException;
import ai.lacuna.api.config.Problems;
import ai.lacuna.data.Dataset;
import ai.lacuna.files.AtomicFiles;
import ai.lacuna.files.Digest;
import ai.lacuna.tokenizer.codebook.CodeBook;
import ai.lacuna.tokenizer.codebook.CodeBookGates;
import ai.lacuna.tokenizer.dvae.Design;
import ai.lacuna.tokenizer.dvae.TokenizerFiles;
import ai.lacuna.workflow.StageContext;
import ai.lacuna.workflow.StageSpec;
import ai.lacuna.workflow.WholeStage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Takes a tokenizer's weights from a file and judges its code book: kind {@code tokenizer}. */
public final class ImportTokenizerStage implements WholeStage {

  /** The role of the data set among the inputs. */
  public static final String DATA = "data";

  private static final String PATH = "path";
  private static final String CONTENT = "content";

  /**
   * A planned import.
   *
   * @param id the stage's id
   * @param design what the weights belong to
   * @param file the weights, in safetensors
   * @param gates what the code book must reach
   */
  public static StageSpec of(String id, Design design, Path file, CodeBookGates gates)
      throws IOException {
    ObjectNode hashed = TokenizerSpec.hashed(design);
    hashed.put(CONTENT, Digest.ofFile(file));
    ObjectNode unhashed = TokenizerSpec.unhashed(gates);
    unhashed.put(PATH, file.toString());
    return StageSpec.of(id, new ImportTokenizerStage()).withConfig(hashed).withUnhashed(unhashed);
  }

  @Override
  public String type() {
    return "import-tokenizer";
  }

  @Override
  public String kind() {
    return "tokenizer";
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
    return List.of(CodeBook.FILE, "samples/");
  }

  @Override
  public void run(StageContext context) throws IOException {
    Dataset dataset = Dataset.open(context.input(DATA).folder());
    Design design = TokenizerSpec.design(context.config(), dataset.channels());
    Path source = Path.of(context.config().get(PATH).asText());
    Path weights = context.output().resolve(TokenizerFiles.WEIGHTS);
    AtomicFiles.write(weights, out -> Files.copy(source, out));
    if (!Digest.ofFile(weights).equals(context.config().get(CONTENT).asText())) {
      throw new LacunaException(
          LacunaException.Kind.DATA,
          source.toString(),
          "a file that changed after it was planned with",
          "a file that holds still",
          "run again");
    }
    Problems problems = new Problems();
    TokenizerFiles.check(weights, design, problems);
    problems.throwIfAny(LacunaException.Kind.DATA);
    TokenizerFiles.describe(context.output(), design);
    Judging.judge(context, dataset);
  }
}
