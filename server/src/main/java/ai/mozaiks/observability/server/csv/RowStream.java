// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;

/// Reads an answer while it is written here, and hands on its rows one by one: never more than one
/// item of the list is in memory. For one thread.
final class RowStream extends OutputStream {
  private static final JsonFactory JSON = new JsonFactory();

  /// Takes the rows.
  @FunctionalInterface
  interface Rows {
    void take(JsonNode row) throws IOException;
  }

  private final Table table;
  private final Rows rows;
  private final JsonParser parser =
      JSON.createNonBlockingByteArrayParser(ObjectReadContext.empty());
  private final ByteArrayFeeder feeder = (ByteArrayFeeder) parser.nonBlockingInputFeeder();

  /// The names of the objects and lists that are open, the innermost first; empty for none.
  private final Deque<String> open = new ArrayDeque<>();

  private @Nullable NodeBuilder item;
  private @Nullable String itemName;
  private @Nullable String next;

  RowStream(Table table, Rows rows) {
    this.table = table;
    this.rows = rows;
  }

  /// What the answer gave for the next page; null if it gave nothing.
  @Nullable String next() {
    return next;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length > 0) {
      feeder.feedInput(bytes, from, from + length);
      readOn();
    }
  }

  @Override
  public void close() throws IOException {
    feeder.endOfInput();
    readOn();
    parser.close();
  }

  private void readOn() throws IOException {
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.NOT_AVAILABLE;
        token = parser.nextToken()) {
      take(token);
    }
  }

  private void take(JsonToken token) throws IOException {
    if (item == null && token != JsonToken.PROPERTY_NAME && isItem(token)) {
      item = new NodeBuilder();
      itemName = token.isStructStart() ? nameOfOpened() : parser.currentName();
    }
    if (item != null) {
      JsonNode whole = item.take(parser, token);
      if (whole != null) {
        item = null;
        for (JsonNode row : table.rows(whole, itemName)) {
          rows.take(row);
        }
      }
    } else if (token.isStructStart()) {
      String name = nameOfOpened();
      open.push(name == null ? "" : name);
    } else if (token.isStructEnd()) {
      open.pop();
    } else if (token == JsonToken.VALUE_STRING
        && open.size() == 1
        && "next".equals(parser.currentName())) {
      next = parser.getString();
    }
  }

  /// The name of the object or list that has just begun; null if it has none.
  private @Nullable String nameOfOpened() {
    return parser.streamReadContext().getParent().currentName();
  }

  /// Whether this token begins an item of the list.
  private boolean isItem(JsonToken token) {
    if (token.isStructEnd()) {
      return false;
    }
    return switch (table.list()) {
      case "" -> open.size() == 1;
      case Table.FIELDS -> open.size() == 1 && token == JsonToken.START_OBJECT;
      default -> open.size() == 2 && table.list().equals(open.peek());
    };
  }
}
