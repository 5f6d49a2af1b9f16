// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import static ai.mozaiks.observability.server.alerts.notify.NotificationRig.config;
import static ai.mozaiks.observability.server.alerts.notify.NotificationRig.webhook;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.notify.channel.ChannelFailure;
import ai.mozaiks.observability.server.http.RoutePeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NotificationsApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final NotificationRig rig = new NotificationRig(config(webhook("ops"), webhook("night")));
  private final AlertBook book = new AlertBook(rig.database);
  private final AtomicInteger silences = new AtomicInteger();
  private final RoutePeer peer;

  NotificationsApiTest() throws IOException {
    peer =
        new RoutePeer(routes -> {
          new NotificationsApi(rig.notifications).addTo(routes);
          new SilencesApi(
                  rig.notifications,
                  book,
                  rig::now,
                  () -> "silence-" + silences.incrementAndGet(),
                  Redactor.standard())
              .addTo(routes);
        });
  }

  @AfterEach
  void close() {
    peer.close();
    rig.close();
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = peer.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static final String DELIVERIES = "/api/notifications/deliveries";

  @Test
  void channels_theirHealth_queue_andDeliveries_areShown() throws Exception {
    rig.channel("night").fail(ChannelFailure.ofChannel("nobody there", null));
    rig.fires("Slow", "app", "shop");
    rig.pass(Duration.ofSeconds(10));

    JsonNode answer = get("/api/notifications");
    JsonNode ops = answer.get("channels").get(0);
    assertThat(ops.get("name").stringValue()).isEqualTo("ops");
    assertThat(ops.get("type").stringValue()).isEqualTo("webhook");
    assertThat(ops.get("waiting_alerts").intValue()).isZero();
    assertThat(ops.get("delivered_at").stringValue()).isEqualTo("2026-03-01T12:00:10Z");
    assertThat(ops.get("trouble").isNull()).isTrue();
    assertThat(ops.get("last_test").isNull()).isTrue();
    JsonNode night = answer.get("channels").get(1);
    assertThat(night.get("waiting_alerts").intValue()).isEqualTo(1);
    assertThat(night.get("failing_since").stringValue()).isEqualTo("2026-03-01T12:00:10Z");
    assertThat(night.get("trouble").stringValue()).isEqualTo("nobody there");
    assertThat(get("/api/notifications?channel=night").get("channels")).hasSize(1);
    assertThat(peer.get("/api/notifications?channel=day").statusCode()).isEqualTo(404);

    JsonNode deliveries = get(DELIVERIES).get("deliveries");
    assertThat(deliveries)
        .extracting(
            each -> each.get("channel").stringValue() + " " + each.get("status").stringValue())
        .containsExactlyInAnyOrder("ops delivered", "night under_way");
    assertThat(deliveries.get(0).get("alerts").get(0).get("alertname").stringValue())
        .isEqualTo("Slow");
    assertThat(get(DELIVERIES + "?channel=night").get("deliveries")).hasSize(1);
    assertThat(peer.get(DELIVERIES + "?channel=day").statusCode()).isEqualTo(404);
  }

  @Test
  void deliveriesAndSilences_areToldPageByPage() throws Exception {
    for (int i = 0; i < 3; i++) {
      peer.post("/api/alerts/test", "application/json", "{\"channel\":\"ops\"}");
      assertThat(
              peer.post(
                      "/api/silences",
                      "application/json",
                      "{\"matchers\":[\"app=a\"],\"duration\":\"1h\",\"created_by\":\"ann\",\"comment\":\"c\"}")
                  .statusCode())
          .isEqualTo(201);
    }
    for (String list : List.of(DELIVERIES, "/api/silences")) {
      String name = list.substring(list.lastIndexOf('/') + 1);
      List<String> whole = new ArrayList<>();
      get(list).get(name).forEach(each -> whole.add(each.get("id").asString()));
      List<String> paged = new ArrayList<>();
      String next = "";
      while (next != null) {
        JsonNode page = get(list + "?limit=1" + next);
        assertThat(page.get(name)).hasSize(1);
        paged.add(page.get(name).get(0).get("id").asString());
        next = page.get("next").isNull() ? null : "&cursor=" + page.get("next").stringValue();
      }
      assertThat(paged).hasSize(3).isEqualTo(whole);
      assertThat(peer.get(list + "?cursor=nobodys").body())
          .contains("cursor: nobodys (expected: next of the page before)");
    }
  }

  @Test
  void test_saysPerChannelWhatHappened_andWhenItWasLastDone() throws Exception {
    rig.channel("night").fail(ChannelFailure.ofChannel("nobody there", null));
    HttpResponse<String> answer = peer.post("/api/alerts/test", "application/json", "{}");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode results = JSON.readTree(answer.body()).get("results");
    assertThat(results)
        .extracting(each -> each.get("channel").stringValue() + " " + each.get("delivered"))
        .containsExactly("ops true", "night false");
    assertThat(results.get(1).get("error").stringValue()).isEqualTo("nobody there");

    answer = peer.post("/api/alerts/test", "application/json", "{\"channel\":\"ops\"}");
    assertThat(JSON.readTree(answer.body()).get("results")).hasSize(1);
    JsonNode test = get("/api/notifications").get("channels").get(0).get("last_test");
    assertThat(test.get("delivered").booleanValue()).isTrue();
    assertThat(test.get("at").stringValue()).isEqualTo(rig.now().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/api/alerts/test | text/plain | {} | 415",
        "/api/alerts/test | application/json | [] | 400",
        "/api/alerts/test | application/json | {\"chanel\":\"ops\"} | 400",
        "/api/alerts/test | application/json | {\"channel\":\"day\"} | 404",
        "/api/silences | application/json | {\"duration\":\"1h\",\"created_by\":\"a\",\"comment\":\"c\"} | 400",
        "/api/silences | application/json | {\"matchers\":[\"x\"],\"duration\":\"1h\",\"created_by\":\"a\",\"comment\":\"c\"} | 400",
        "/api/silences | application/json | {\"matchers\":[\"a=~.*\"],\"duration\":\"1h\",\"created_by\":\"a\",\"comment\":\"c\"} | 400",
        "/api/silences | application/json | {\"matchers\":[\"a!=b\"],\"duration\":\"1h\",\"created_by\":\"a\",\"comment\":\"c\"} | 400",
        "/api/silences | application/json | {\"matchers\":[\"a=b\"],\"created_by\":\"a\",\"comment\":\"c\"} | 400",
        "/api/silences | application/json | {\"matchers\":[\"a=b\"],\"duration\":\"1h\",\"comment\":\"c\"} | 400",
        "/api/silences | application/json | {\"matchers\":[\"a=b\"],\"duration\":\"9999d\",\"created_by\":\"a\",\"comment\":\"c\"} | 400",
        "/api/silences | application/json | {\"matchers\":[\"a=b\"],\"ends_at\":\"2020-01-01T00:00:00Z\",\"created_by\":\"a\",\"comment\":\"c\"} | 400",
      })
  void whatIsNotRight_isRefused(String path, String type, String body, int status)
      throws Exception {
    assertThat(peer.post(path, type, body).statusCode()).isEqualTo(status);
  }

  @Test
  void silence_ofTooMuch_isRefused() throws Exception {
    String matchers =
        IntStream.range(0, 51).mapToObj(i -> "\"a=" + i + "\"").collect(Collectors.joining(","));
    HttpResponse<String> answer =
        peer.post(
            "/api/silences",
            "application/json",
            "{\"matchers\":[%s],\"duration\":\"1h\",\"created_by\":\"a\",\"comment\":\"c\"}"
                .formatted(matchers));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("matchers: 51 (expected: at most 50)");
  }

  @Test
  void silence_isWrittenDownWithoutSecrets() throws Exception {
    String key = "sk-proj-" + "abcdefghij0123456789".repeat(2);
    String form =
        "{\"matchers\":[\"app=%s\"],\"duration\":\"1h\",\"created_by\":\"ann %s\",\"comment\":\"for %s\"}";
    HttpResponse<String> refused =
        peer.post("/api/silences", "application/json", form.formatted(key, "x", "x"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("matchers: a secret").doesNotContain(key);

    HttpResponse<String> made =
        peer.post("/api/silences", "application/json", form.formatted("shop", key, key));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(made.body()).contains("for ***").doesNotContain(key);
    assertThat(peer.delete("/api/silences/silence-1?asked_by=" + key).body()).doesNotContain(key);
    assertThat(peer.get("/api/silences").body()).doesNotContain(key);
    assertThat(book.audits(null, 10).toString()).contains("silence made").doesNotContain(key);
  }

  @Test
  void silence_isMade_shown_andEnded() throws Exception {
    HttpResponse<String> made =
        peer.post(
            "/api/silences",
            "application/json",
            """
            {"matchers":["app=shop"],"duration":"2h","created_by":"ann","comment":"deploy"}
            """);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(made.headers().firstValue("Location")).hasValue("/api/silences/silence-1");
    JsonNode shown = get("/api/silences").get("silences").get(0);
    assertThat(shown).isEqualTo(JSON.readTree(made.body()));
    assertThat(shown.get("state").stringValue()).isEqualTo("active");
    assertThat(shown.get("ends_at").stringValue()).isEqualTo("2026-03-01T14:00:00Z");
    assertThat(rig.notifications.mutedBy(Map.of("app", "shop"), rig.now())).isPresent();

    assertThat(peer.delete("/api/silences/silence-1").statusCode()).isEqualTo(400);
    assertThat(peer.delete("/api/silences/other?asked_by=bob").statusCode()).isEqualTo(404);
    assertThat(peer.delete("/api/silences/silence-1?asked_by=bob").statusCode()).isEqualTo(200);
    assertThat(rig.notifications.mutedBy(Map.of("app", "shop"), rig.now())).isEmpty();
    shown = get("/api/silences").get("silences").get(0);
    assertThat(shown.get("state").stringValue()).isEqualTo("expired");
    assertThat(shown.get("expired_by").stringValue()).isEqualTo("bob");
    assertThat(book.audits(null, 10))
        .extracting(AlertBook.AuditEntry::who, AlertBook.AuditEntry::what)
        .containsExactly(tuple("bob", "silence ended"), tuple("ann", "silence made"));
  }
}
