// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertJson;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.http.RoutePeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LinkedAlertsTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final AlertDatabase database = AlertDatabase.inMemory();
  private final AlertBook book = new AlertBook(database);
  private final TestAlerts alerts = new TestAlerts();
  private List<Alert> current = List.of();
  private final RoutePeer peer;

  LinkedAlertsTest() throws IOException {
    peer =
        new RoutePeer(
            routes -> new LinkedAlerts(() -> current, book, AlertJson::write).addTo(routes));
  }

  @AfterEach
  void close() {
    peer.close();
    database.close();
  }

  private void noted() {
    database.in(connection -> {
      book.record(connection, alerts.changes());
      return true;
    });
  }

  @Test
  void anAlertIsShown_alsoWhenItIsOverAndForgotten() throws Exception {
    Alert slow = alerts.fires("Slow", Severity.CRITICAL, START, "app", "shop");
    alerts.fires("Slow", Severity.CRITICAL, START, "app", "bank");
    current = alerts.current();
    noted();
    String path = "/api/alerts/" + slow.fingerprint();

    JsonNode firing = JsonMapper.shared().readTree(peer.get(path).body());
    assertThat(firing.path("alert").path("fingerprint").asString()).isEqualTo(slow.fingerprint());
    assertThat(firing.path("alert").path("state").asString()).isEqualTo("firing");
    assertThat(firing.path("alert").path("labels").path("app").asString()).isEqualTo("shop");
    assertThat(firing.get("history")).hasSize(1);

    alerts.ends(slow, START.plusSeconds(60));
    current = List.of();
    noted();
    JsonNode over = JsonMapper.shared().readTree(peer.get(path).body());
    assertThat(over.path("alert").path("resolved_at").asString()).isEqualTo("2026-03-01T12:01:00Z");
    assertThat(over.get("history"))
        .extracting(each -> each.get("state").asString())
        .containsExactly("resolved", "firing");
  }

  @Test
  void anUnknownAlert_isSaidToBeSo() throws Exception {
    HttpResponse<String> answer = peer.get("/api/alerts/00ff");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("no alert 00ff");
  }
}
