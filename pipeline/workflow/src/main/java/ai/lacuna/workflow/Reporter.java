package ai.lacuna.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Turns finished runs into something to read. */
public interface Reporter {

  /**
   * Writes the report of one run.
   *
   * <p>Called after every stage has ended well, and again by {@code lacuna report}. The workflow
   * itself has already written {@code run.json} and {@code recipe.yaml} there, and makes the folder
   * visible under its name only afterwards, so half a report is never seen.
   *
   * @param run what was done
   * @param folder where to write {@code report.html}, {@code summary.md}, {@code metrics.json},
   *     {@code gates.xml} and {@code provenance.json}
   * @return whether the run's gates hold
   */
  Verdict report(FinishedRun run, Path folder) throws IOException;

  /**
   * Writes one report that compares several runs.
   *
   * @param runs at least two
   * @param folder an empty folder for the files
   */
  Comparison combine(List<KeptRun> runs, Path folder) throws IOException;

  /**
   * A report about several runs.
   *
   * @param page the file to open
   * @param text its short form for a terminal: whole lines, or nothing
   * @param data the same for programs
   */
  record Comparison(Path page, String text, ObjectNode data) {

    /** This with the page in another place. */
    public Comparison at(Path other) {
      return new Comparison(other, text, data);
    }
  }
}
