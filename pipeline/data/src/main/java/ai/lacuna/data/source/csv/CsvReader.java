package ai.lacuna.data.source.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into records of fields as RFC 4180 says: fields may stand in double quotes, and then
 * hold separators, line breaks and doubled quotes.
 */
final class CsvReader implements Closeable {

  private static final int LONGEST_RECORD = 1 << 20; // more is an open quote, or no list at all
  private static final int END = -1;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Reader in;
  private final char separator;
  private int next;
  private long line = 1;
  private long recordLine = 1;

  CsvReader(Reader in, char separator) throws IOException {
    this.in = in;
    this.separator = separator;
    this.next = in.read();
    if (next == BYTE_ORDER_MARK) {
      next = in.read();
    }
  }

  /** The line on which the last record began, from 1. */
  long line() {
    return recordLine;
  }

  /** The next record that is not an empty line, or null at the end. */
  @Nullable List<String> read() throws IOException {
    while (next == '\n' || next == '\r') {
      advance();
    }
    if (next == END) {
      return null;
    }
    recordLine = line;
    List<String> fields = new ArrayList<>();
    int length = 0;
    do {
      if (next == separator && !fields.isEmpty()) {
        advance();
      }
      String field = next == '"' ? quoted(length) : plain(length);
      fields.add(field);
      length += field.length();
    } while (next == separator);
    return fields;
  }

  private String plain(int before) throws IOException {
    StringBuilder field = new StringBuilder();
    while (next != END && next != separator && next != '\n' && next != '\r') {
      append(field, before);
    }
    return field.toString();
  }

  private String quoted(int before) throws IOException {
    StringBuilder field = new StringBuilder();
    advance();
    while (true) {
      if (next == END) {
        throw new IOException("line " + recordLine + " has a quote that does not end");
      }
      if (next == '"') {
        advance();
        if (next != '"') {
          break;
        }
      }
      append(field, before);
    }
    if (next != END && next != separator && next != '\n' && next != '\r') {
      throw new IOException("line " + recordLine + " goes on after a closing quote");
    }
    return field.toString();
  }

  private void append(StringBuilder field, int before) throws IOException {
    if (before + field.length() >= LONGEST_RECORD) {
      throw new IOException("line " + recordLine + " has more than a million characters");
    }
    field.append((char) next);
    advance();
  }

  private void advance() throws IOException {
    line += next == '\n' ? 1 : 0;
    next = in.read();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
