// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/alerts/{fingerprint}`: one alert with its history, for the page that links in
/// notifications lead to. Thread-safe.
public final class LinkedAlerts {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final int PAGE = 1_000;

  /// So many entries of the history are looked through for an alert that is none any more.
  private static final int MOST_ENTRIES = 20_000;

  private static final int MOST_SHOWN = 100;

  private final Supplier<List<Alert>> alerts;
  private final AlertBook book;
  private final Function<Alert, ObjectNode> json;

  /// @param alerts those of now
  /// @param json an alert as the list of those of now shows it
  public LinkedAlerts(
      Supplier<List<Alert>> alerts, AlertBook book, Function<Alert, ObjectNode> json) {
    this.alerts = alerts;
    this.book = book;
    this.json = json;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/alerts/{fingerprint}", this::alert);
  }

  private Answer alert(Request request) throws Refusal {
    request.allowParameters("format");
    String fingerprint = request.pathParameter("fingerprint");
    List<AlertBook.Entry> history = history(fingerprint);
    Alert alert =
        alerts.get().stream()
            .filter(each -> each.fingerprint().equals(fingerprint))
            .findFirst()
            .orElse(history.isEmpty() ? null : history.getFirst().alert());
    if (alert == null) {
      throw Refusal.of(
          404,
          "no alert "
              + fingerprint
              + " (expected: the end of a link in a notification, of the last "
              + MOST_ENTRIES
              + " changes of alerts; /api/alerts lists those of now)");
    }
    ObjectNode body = JSON.createObjectNode();
    body.put("fingerprint", fingerprint);
    body.set("alert", json.apply(alert));
    ArrayNode entries = body.putArray("history");
    for (AlertBook.Entry entry : history) {
      entries
          .addObject()
          .put("id", entry.id())
          .put("at", entry.at().toString())
          .put("state", entry.state());
    }
    return Answer.json(JSON.writeValueAsBytes(body));
  }

  /// What became of an alert, the latest first.
  private List<AlertBook.Entry> history(String fingerprint) {
    List<AlertBook.Entry> found = new ArrayList<>();
    @Nullable Long before = null;
    for (int read = 0; read < MOST_ENTRIES && found.size() < MOST_SHOWN; read += PAGE) {
      List<AlertBook.Entry> page = book.history(before, null, PAGE);
      page.stream()
          .filter(entry -> entry.alert().fingerprint().equals(fingerprint))
          .limit(MOST_SHOWN - found.size())
          .forEach(found::add);
      if (page.size() < PAGE) {
        break;
      }
      before = page.getLast().id();
    }
    return found;
  }
}
