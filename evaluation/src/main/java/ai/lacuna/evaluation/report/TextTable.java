package ai.lacuna.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as they need to be. */
final class TextTable {

  private static final String GAP = "  ";

  private final String alignment;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param alignment one character for each column: {@code <} left, {@code >} right
   */
  TextTable(String alignment) {
    this.alignment = alignment;
  }

  /** Adds a row; cells that are not given are empty. */
  void row(String... cells) {
    rows.add(List.of(cells));
  }

  @Override
  public String toString() {
    int[] widths = new int[alignment.length()];
    for (List<String> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String space = " ".repeat(widths[c] - row.get(c).length());
        line.append(c == 0 ? "" : GAP);
        line.append(alignment.charAt(c) == '<' ? row.get(c) + space : space + row.get(c));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
