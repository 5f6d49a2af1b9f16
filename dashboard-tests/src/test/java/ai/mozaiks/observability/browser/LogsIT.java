// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Logs: searched, over time, one with what stands around it, and as they come.
@ExtendWith(DashboardExtension.class)
class LogsIT {
  private static final String ROWS = "main tbody tr:not(.filler)";

  @Test
  void search_findsRecordsWithAllWords(DashboardPage page, DashboardServer server)
      throws Exception {
    page.open("/logs");

    page.press("/");
    page.page().keyboard().type("answered");
    page.waitUntil(() -> page.address().equals("/logs?q=answered"));
    page.waitUntilShown();

    JsonNode found =
        server.json(
            "/api/logs?text=answered&from=" + Instant.now().minusSeconds(86_400) + "&limit=1000");
    assertThat(found.path("logs")).isNotEmpty();
    for (String text : page.find(ROWS + " .log-open").allInnerTexts()) {
      assertThat(text).containsIgnoringCase("answered");
    }
  }

  @Test
  void histogram_countsWhatTheApiCounts(DashboardPage page, DashboardServer server)
      throws Exception {
    String range =
        "from="
            + Instant.now().minusSeconds(7_200).truncatedTo(java.time.temporal.ChronoUnit.HOURS)
            + "&to="
            + Instant.now().plusSeconds(7_200).truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    long total =
        server.json("/api/logs/histogram?min_severity=warn&" + range).path("total").asLong();
    page.open("/logs?" + range);

    page.find("select[aria-label='At least as severe as']").selectOption("warn");
    page.waitUntilShown();

    assertThat(total).isPositive();
    assertThat(page.card("Over time").locator(".card-head .note"))
        .hasText("%,d records".formatted(total));
    assertThat(page.find(ROWS + " .badge:text-matches('^(info|debug|trace)$', 'i')")).hasCount(0);
  }

  @Test
  void record_opensWithWhatStandsAroundIt(DashboardPage page, DashboardServer server)
      throws Exception {
    server.send("/v1/logs", "application/json", record("The water is cold"));
    server.send("/v1/logs", "application/json", record("The water is lukewarm"));
    server.send("/v1/logs", "application/json", record("The water is hot"));
    server.waitUntilStored();
    page.open("/logs?q=lukewarm");

    page.find(ROWS + " .log-open").first().click();

    Locator panel = page.find("dialog[open]");
    assertThat(panel.locator("pre").first()).hasText("The water is lukewarm");
    assertThat(panel.locator(".around [aria-current=true]")).containsText("The water is lukewarm");
    assertThat(panel.locator(".around")).containsText("The water is cold");
    assertThat(panel.locator(".around")).containsText("The water is hot");
  }

  @Test
  void following_showsRecordsAsTheyCome(DashboardPage page, DashboardServer server)
      throws Exception {
    page.open("/logs");
    page.button("Follow").click();
    assertThat(page.card("As they come").locator(".note")).hasText("following");

    server.send("/v1/logs", "application/json", record("The kettle boils"));

    assertThat(page.find(ROWS).first()).containsText("The kettle boils");
    page.button("Stop following").click();
    assertThat(page.card("Over time")).isVisible();
    page.waitUntil(() -> page.streams() == 0);
  }

  private static byte[] record(String body) {
    long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    return """
    {"resourceLogs":[{"resource":{"attributes":[]},"scopeLogs":[{"scope":{"name":"kitchen"},
     "logRecords":[{"timeUnixNano":"%d","traceId":"5b8efff798038103d269b633813fc60c","severityNumber":9,"severityText":"INFO",
      "body":{"stringValue":"%s"}}]}]}]}
    """
        .formatted(now, body)
        .getBytes(UTF_8);
  }
}
