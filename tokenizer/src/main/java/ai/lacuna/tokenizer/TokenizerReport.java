package ai.lacuna.tokenizer;

import ai.lacuna.files.Json;
import ai.lacuna.tokenizer.codebook.CodeBook;
import ai.lacuna.workflow.FinishedRun;
import ai.lacuna.workflow.ReportSection;
import ai.lacuna.workflow.ReportSection.Fact;
import ai.lacuna.workflow.ReportSection.Gallery;
import ai.lacuna.workflow.ReportSection.Image;
import ai.lacuna.workflow.ReportSection.Plot;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a run's report says of its tokenizer. */
final class TokenizerReport {

  private static final String ORIGINAL = "-original.png";
  private static final String RECONSTRUCTED = "-reconstructed.png";

  private TokenizerReport() {}

  static List<ReportSection> of(FinishedRun run) throws IOException {
    Optional<Path> folder = run.stage(TokenizerPlan.TOKENIZER).map(FinishedRun.Outcome::folder);
    if (folder.isEmpty() || !Files.exists(folder.get().resolve(CodeBook.FILE))) {
      return List.of();
    }
    CodeBook book = Json.read(folder.get().resolve(CodeBook.FILE), CodeBook.class);
    List<Plot> plots = new ArrayList<>(List.of(frequencies(book)));
    plots.addAll(curves(folder.get().resolve("events.jsonl")));
    return List.of(
        new ReportSection(
            "tokenizer",
            "Tokenizer",
            "Each patch has one of "
                + book.vocabulary()
                + " codes. Pairs show a held-out image, and what its codes alone say of it.",
            facts(book),
            plots,
            galleries(folder.get().resolve("samples"))));
  }

  private static List<Fact> facts(CodeBook book) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("codes", number("%,d", book.vocabulary())));
    facts.add(
        new Fact("codes that occur", number("%,d (%.1f %%)", book.used(), 100 * book.usage())));
    facts.add(new Fact("dead codes", number("%,d", book.dead())));
    facts.add(new Fact("perplexity", number("%.1f", book.perplexity())));
    facts.add(
        new Fact("counted on", number("%,d tokens of %,d images", book.tokens(), book.images())));
    if (book.heldOutImages() > 0) {
      facts.add(new Fact("squared error of pixels", number("%.5f", book.error())));
      facts.add(new Fact("variance that is lost", number("%.1f %%", 100 * book.unexplained())));
      facts.add(new Fact("measured on", number("%,d held-out images", book.heldOutImages())));
    }
    return facts;
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  // Codes from the most frequent to the rarest.
  private static Plot frequencies(CodeBook book) {
    long[] sorted = book.counts().clone();
    Arrays.sort(sorted);
    int codes = sorted.length;
    double[] rank = IntStream.range(0, codes).mapToDouble(i -> i + 1).toArray();
    double[] share =
        IntStream.range(0, codes)
            .mapToDouble(i -> 100.0 * sorted[codes - 1 - i] / book.tokens())
            .toArray();
    return new Plot("Frequency of each code", "% of the tokens", "code by rank", rank, share);
  }

  private static List<Plot> curves(Path events) throws IOException {
    if (!Files.exists(events)) {
      return List.of();
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(events)) {
      lines.add(Json.MAPPER.readTree(line));
    }
    return List.of(
        curve("Reconstruction loss", "", "reconstruction", lines),
        curve("Perplexity of a batch", "codes", "perplexity", lines),
        curve("Divergence from uniform codes", "nats per token", "divergence", lines));
  }

  private static Plot curve(String title, String unit, String part, List<JsonNode> lines) {
    return new Plot(
        title,
        unit,
        "epoch",
        lines.stream().mapToDouble(l -> l.path("epoch").asDouble()).toArray(),
        lines.stream().mapToDouble(l -> l.path("parts").path(part).asDouble()).toArray());
  }

  private static List<Gallery> galleries(Path samples) throws IOException {
    if (!Files.isDirectory(samples)) {
      return List.of();
    }
    List<List<Image>> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(samples)) {
      for (Path original :
          files.filter(f -> f.getFileName().toString().endsWith(ORIGINAL)).sorted().toList()) {
        String number = original.getFileName().toString().replace(ORIGINAL, "");
        rows.add(
            List.of(
                new Image(Files.readAllBytes(original), "held-out image " + number),
                new Image(
                    Files.readAllBytes(samples.resolve(number + RECONSTRUCTED)),
                    "image " + number + " from its codes")));
      }
    }
    return List.of(new Gallery("Image and reconstruction", rows));
  }
}
