// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.csv;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.HttpHandler;
import ai.mozaiks.observability.server.http.MediaPreference;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import com.google.common.base.Suppliers;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Lets the tables of an API be had as CSV: by `?format=csv`, or by `Accept`. Without a `limit`,
/// CSV has all rows: page after page is asked for while it is written. Thread-safe.
public final class TableForms implements Router.Forms {
  private static final Logger LOG = LoggerFactory.getLogger(TableForms.class);
  private static final String FORMAT = "format";
  private static final String LIMIT = "limit";
  private static final String CSV = "text/csv";

  /// Read when somebody asks for CSV first, since a start should not wait for it.
  private final Supplier<Map<String, Table>> tables;

  /// @param document gives the API's description
  public TableForms(Supplier<? extends JsonNode> document) {
    this.tables = Suppliers.memoize(() -> Table.of(document.get()));
  }

  @Override
  public HttpHandler with(String path, HttpHandler handler) {
    return request -> {
      String format = request.queryParameter(FORMAT);
      if (format == null && !prefersCsv(request)) {
        return told(handler.handle(request));
      }
      Table table = tables.get().get(path);
      return table == null
          ? told(handler.handle(request))
          : answer(request, format, table, handler);
    };
  }

  /// So that a cache gives nobody JSON who asked for CSV.
  private static Answer told(Answer answer) {
    return "application/json".equals(answer.contentType())
        ? answer.withHeader("Vary", "Accept")
        : answer;
  }

  private static boolean prefersCsv(Request request) {
    String accept = request.header("Accept");
    return accept != null
        && accept.contains(CSV)
        && MediaPreference.prefers(accept, CSV, "application/json");
  }

  private static Answer answer(
      Request request, @Nullable String format, Table table, HttpHandler handler) throws Exception {
    if (format != null && !List.of("csv", "json").contains(format)) {
      throw Refusal.of(400, "format: " + format + " (expected: json or csv)");
    }
    Request asked = without(request, FORMAT);
    if ("json".equals(format)) {
      return handler.handle(asked);
    }
    boolean all = request.queryParameter(LIMIT) == null && table.pageSize() > 0;
    Request first = all ? with(asked, LIMIT, Integer.toString(table.pageSize())) : asked;
    // What is wrong with the question shows here, while a problem can still be told.
    Answer page = handler.handle(first);
    if (page.status() != 200) {
      return page;
    }
    return Answer.stream(
            200,
            CSV + "; charset=utf-8; header=present",
            out -> write(page, all && table.inPages() ? first : null, table, handler, out))
        .withHeaders(
            Map.of(
                "Content-Disposition",
                "attachment; filename=\"" + fileName(request.path()) + ".csv\"",
                "Vary",
                "Accept"));
  }

  /// @param question what further pages are asked for by; null for one page alone
  private static void write(
      Answer first, @Nullable Request question, Table table, HttpHandler handler, OutputStream out)
      throws IOException {
    CsvWriter csv = new CsvWriter(out, table.columns());
    String next = written(first, table, csv);
    while (question != null && next != null) {
      next = written(page(question, next, handler), table, csv);
    }
    csv.end();
  }

  private static @Nullable String written(Answer page, Table table, CsvWriter csv)
      throws IOException {
    try (RowStream rows = new RowStream(table, csv::write)) {
      page.content().writeTo(rows);
      return rows.next();
    }
  }

  private static Answer page(Request question, String next, HttpHandler handler)
      throws IOException {
    try {
      return handler.handle(with(question, Page.CURSOR, next));
    } catch (Exception e) {
      // Too late for a problem: the connection breaks, so that nobody takes a part for the whole.
      LOG.warn("a CSV breaks off path={} reason={}", question.path(), e.toString());
      throw new IOException("the next page cannot be had", e);
    }
  }

  private static String fileName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static Request without(Request request, String name) {
    Map<String, List<String>> query = new HashMap<>(request.query());
    query.remove(name);
    return request.withQuery(query);
  }

  private static Request with(Request request, String name, String value) {
    Map<String, List<String>> query = new HashMap<>(request.query());
    query.put(name, List.of(value));
    return request.withQuery(query);
  }
}
