package ai.lacuna.evaluation.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of a gate.
 *
 * <pre>
 * gate    = sum ("&gt;" | "&gt;=" | "&lt;" | "&lt;=") sum
 * sum     = product (("+" | "-") product)*
 * product = factor (("*" | "/") factor)*
 * factor  = ["-"] (number | metric | "(" sum ")")
 * metric  = word ("." word)+        words may contain "-": a minus sign needs spaces round it
 * </pre>
 */
final class GateParser {

  /** What is wrong with a gate's text. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String fix;

    SyntaxException(String expected, String fix) {
      super(expected);
      this.fix = fix;
    }

    /** What was expected instead. */
    String expected() {
      return String.valueOf(getMessage());
    }

    String fix() {
      return fix;
    }
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?![\\w.]))"
              + "|(?<metric>[A-Za-z][\\w-]*(?:\\.[\\w-]+)*)"
              + "|(?<symbol>[<>!=]=?|[-+*/()%&|]))");
  private static final String EXAMPLE = "for instance 'linear-probe.top1 > 0.45'";

  private record Token(String text, int column) {}

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int next;

  private GateParser(String text) throws SyntaxException {
    this.text = text;
    Matcher m = TOKEN.matcher(text);
    int at = 0;
    while (!text.substring(at).isBlank()) {
      m.region(at, text.length());
      if (!m.lookingAt()) {
        int bad = at + text.substring(at).length() - text.substring(at).stripLeading().length();
        throw new SyntaxException(
            "a number, a metric or an operator at column " + (bad + 1), EXAMPLE);
      }
      tokens.add(new Token(m.group().strip(), m.end() - m.group().strip().length() + 1));
      at = m.end();
    }
  }

  static Gate parse(String text) throws SyntaxException {
    GateParser parser = new GateParser(text);
    Term left = parser.sum();
    Comparison comparison = parser.comparison();
    Term right = parser.sum();
    if (parser.next < parser.tokens.size()) {
      throw parser.unexpected("the end of the gate; write one gate per comparison");
    }
    return new Gate(text.strip(), left, comparison, right);
  }

  private Comparison comparison() throws SyntaxException {
    Comparison comparison = Comparison.of(peek()).orElse(null);
    if (comparison == null) {
      throw unexpected("one of > >= < <=");
    }
    next++;
    return comparison;
  }

  private Term sum() throws SyntaxException {
    Term left = product();
    while (peek().equals("+") || peek().equals("-")) {
      char operator = take().charAt(0);
      left = new Term.Arithmetic(left, operator, product());
    }
    return left;
  }

  private Term product() throws SyntaxException {
    Term left = factor();
    while (peek().equals("*") || peek().equals("/")) {
      char operator = take().charAt(0);
      left = new Term.Arithmetic(left, operator, factor());
    }
    return left;
  }

  private Term factor() throws SyntaxException {
    String token = peek();
    if (token.equals("-")) {
      next++;
      return new Term.Arithmetic(new Term.Literal(0), '-', factor());
    }
    if (token.equals("(")) {
      next++;
      Term inside = sum();
      if (!peek().equals(")")) {
        throw unexpected("')'");
      }
      next++;
      return inside;
    }
    if (!token.isEmpty() && Character.isDigit(token.charAt(0))) {
      return new Term.Literal(Double.parseDouble(take()));
    }
    if (!token.isEmpty() && Character.isLetter(token.charAt(0))) {
      return new Term.Metric(take());
    }
    throw unexpected("a number or a metric");
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next).text() : "";
  }

  private String take() {
    return tokens.get(next++).text();
  }

  private SyntaxException unexpected(String expected) {
    String where =
        next < tokens.size()
            ? " at column " + tokens.get(next).column() + ", where '" + peek() + "' stands"
            : " after '" + text.strip() + "'";
    return new SyntaxException(expected + where, EXAMPLE);
  }
}
