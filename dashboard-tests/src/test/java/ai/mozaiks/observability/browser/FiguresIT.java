// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Numbers on the pages are those of the API. Pages show money short and have the exact amount as
/// the title.
@ExtendWith(DashboardExtension.class)
class FiguresIT {
  /// Whole hours around all of the demo, so that the page asks for the same as the test.
  private final String range =
      "from=%s&to=%s"
          .formatted(
              Instant.now().truncatedTo(ChronoUnit.HOURS).minus(3, ChronoUnit.HOURS),
              Instant.now().truncatedTo(ChronoUnit.HOURS).plus(3, ChronoUnit.HOURS));

  @Test
  void overview_sumsUpTheRange(DashboardPage page, DashboardServer server) throws Exception {
    Sums sums = sums(server, "").getOrDefault("", new Sums());

    page.open("/?" + range);

    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(title(page, "Agent turns")).isEqualTo("%,d".formatted(sums.turns));
    softly
        .assertThat(title(page, "Errors per turn"))
        .isEqualTo("%,d errors, %,d turns".formatted(sums.errors, sums.turns));
    softly
        .assertThat(title(page, "Tokens per minute"))
        .isEqualTo("%,d tokens in all".formatted(sums.tokens));
    softly.assertThat(money(title(page, "Cost"))).isEqualByComparingTo(sums.cost);
    softly.assertAll();
  }

  @Test
  void overview_tellsPercentilesAndWhatRuns(DashboardPage page, DashboardServer server)
      throws Exception {
    JsonNode seconds =
        server.json("/api/percentiles?measure=turn_duration&" + range).at("/groups/0/seconds");
    page.open("/?" + range);

    assertThat(stat(page, "Turn time, p95").locator(".stat-value"))
        .hasText(duration(seconds.path("0.95").asDouble()));
    assertThat(stat(page, "Turn time, p95").locator(".note"))
        .hasText(
            "p50 %s · p99 %s"
                .formatted(
                    duration(seconds.path("0.5").asDouble()),
                    duration(seconds.path("0.99").asDouble())));
    page.waitUntil(
        () -> stat(page, "Running now").locator(".stat-value").innerText().equals(running(server)));
  }

  @Test
  void chat_hasTheTotalsOfTheApi(DashboardPage page, DashboardServer server) throws Exception {
    JsonNode chat = dearest(server);
    String id = chat.path("chat_id").asString();

    page.open("/chats/" + id);

    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(value(page, "Agent turns")).isEqualTo(chat.path("agent_turns").asString());
    softly
        .assertThat(stat(page, "Calls").locator(".note").innerText())
        .isEqualTo(
            "%d of models, %d of tools"
                .formatted(chat.path("llm_calls").asInt(), chat.path("tool_calls").asInt()));
    softly.assertThat(value(page, "Errors")).isEqualTo(chat.path("errors").asString());
    softly
        .assertThat(money(title(page, "Cost")))
        .isEqualByComparingTo(chat.path("cost").decimalValue());
    softly.assertAll();
    page.open("/chats/" + id + "?tab=cost");
    assertThat(money(title(page, "In all"))).isEqualByComparingTo(chat.path("cost").decimalValue());
    BigDecimal lines = BigDecimal.ZERO;
    for (String amount : page.find("tbody td:nth-child(8) span:not(.struck)").allInnerTexts()) {
      lines = lines.add(amount.equals("–") ? BigDecimal.ZERO : money(amount));
    }
    assertThat(lines).as("sum of the lines").isEqualByComparingTo(chat.path("cost").decimalValue());
  }

  @ParameterizedTest
  @CsvSource({
    "agents, agent, Turns",
    "workflows, workflow, Turns",
    "users, user, Turns",
    "models, model, Model calls",
    "tools, tool, Calls"
  })
  void breakdown_hasTheSumsOfEach(
      String path, String dimension, String counted, DashboardPage page, DashboardServer server)
      throws Exception {
    Map<String, Sums> groups = sums(server, dimension);

    page.open("/" + path + "?" + range);

    int countedAt = column(page, counted);
    int errorsAt = column(page, "Errors");
    int costAt = column(page, "Cost");
    Locator rows = page.find("main tbody tr");
    SoftAssertions softly = new SoftAssertions();
    softly.assertThat(rows.count()).as("rows").isPositive();
    for (Locator row : rows.all()) {
      String name = row.locator("a.row-link").innerText();
      Sums sums = groups.getOrDefault(name.equals("unknown") ? "" : name, new Sums());
      long number =
          counted.equals("Turns")
              ? sums.turns
              : counted.equals("Calls") ? sums.toolCalls : sums.modelCalls;
      softly
          .assertThat(row.locator("td").nth(countedAt).innerText())
          .as(name)
          .isEqualTo("%,d".formatted(number));
      softly
          .assertThat(row.locator("td").nth(errorsAt).innerText())
          .as(name)
          .isEqualTo("%,d".formatted(sums.errors));
      if (costAt >= 0) {
        softly
            .assertThat(money(row.locator("td").nth(costAt).locator("span").getAttribute("title")))
            .as(name)
            .isEqualByComparingTo(sums.cost);
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @CsvSource({"agents, Model calls", "agents, Turns", "workflows, Model calls", "tools, Errors"})
  void breakdown_isSortedByWhatItsColumnShows(String path, String column, DashboardPage page) {
    page.open("/" + path + "?" + range);
    int at = column(page, column);
    Locator head = page.find("main thead th").nth(at);

    head.locator("button").click();

    assertThat(head).hasAttribute("aria-sort", "descending");
    List<Long> shown =
        page.find("main tbody td:nth-child(" + (at + 1) + ")").allInnerTexts().stream()
            .map(number -> Long.valueOf(number.replace(",", "")))
            .toList();
    assertThat(shown).isNotEmpty().isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void cost_isThatOfTheModels(DashboardPage page, DashboardServer server) throws Exception {
    Map<String, Sums> models = sums(server, "model");
    BigDecimal all =
        models.values().stream().map(each -> each.cost).reduce(BigDecimal.ZERO, BigDecimal::add);

    page.open("/cost?" + range);

    assertThat(money(title(page, "Cost"))).isEqualByComparingTo(all);
    int costAt = column(page, "Cost");
    BigDecimal shown = BigDecimal.ZERO;
    for (Locator row : page.find("main tbody tr").all()) {
      shown = shown.add(money(row.locator("td").nth(costAt).locator("span").getAttribute("title")));
    }
    assertThat(shown).as("sum of the rows").isEqualByComparingTo(all);
  }

  /// A chat that is over, with so few calls that all its cost lines are in the document.
  private static JsonNode dearest(DashboardServer server) throws Exception {
    for (JsonNode chat :
        server.json("/api/chats?status=completed&sort=cost&order=desc&limit=500").path("chats")) {
      if (chat.path("llm_calls").asInt() < 100) {
        return server.json("/metrics/perf/chats/" + chat.path("chat_id").asString());
      }
    }
    throw new AssertionError("no chat has few calls");
  }

  private static Locator stat(DashboardPage page, String name) {
    return page.find(".stat:has(> .stat-name:text-is('" + name + "'))");
  }

  private static String value(DashboardPage page, String name) {
    return stat(page, name).locator(".stat-value").innerText();
  }

  private static String title(DashboardPage page, String name) {
    return stat(page, name).locator(".stat-value").getAttribute("title");
  }

  /// The place of a column; -1 if the table has none.
  private static int column(DashboardPage page, String name) {
    return page.find("main thead th").allInnerTexts().stream()
        .map(head -> head.replaceAll("[ ↓↑]+$", ""))
        .toList()
        .indexOf(name);
  }

  private static BigDecimal money(String shown) {
    return new BigDecimal(shown.replace("$", "").replace(",", ""));
  }

  /// As the pages write lengths of time below a minute.
  private static String duration(double seconds) {
    return seconds < 60
        ? new BigDecimal(seconds)
                .round(new java.math.MathContext(3, java.math.RoundingMode.HALF_UP))
                .stripTrailingZeros()
                .toPlainString()
            + " s"
        : "%d min%s"
            .formatted(
                Math.round(seconds) / 60,
                Math.round(seconds) % 60 == 0 ? "" : " " + Math.round(seconds) % 60 + " s");
  }

  private static String running(DashboardServer server) {
    try {
      return server.json("/metrics/perf/aggregate?limit=0").path("active_chats").asString();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// Sums of a range by one dimension; by none under the empty name.
  private Map<String, Sums> sums(DashboardServer server, String dimension) throws Exception {
    Map<String, Sums> sums = new TreeMap<>();
    for (JsonNode point :
        server.json("/api/series?step=3600&group_by=" + dimension + "&" + range).path("points")) {
      sums.computeIfAbsent(point.path(dimension).asString(""), _ -> new Sums()).add(point);
    }
    return sums;
  }

  private static final class Sums {
    private long turns;
    private long toolCalls;
    private long modelCalls;
    private long errors;
    private long tokens;
    private BigDecimal cost = BigDecimal.ZERO;

    void add(JsonNode point) {
      turns += point.path("agent_turns").asLong();
      toolCalls += point.path("tool_calls").asLong();
      modelCalls += point.path("llm_calls").asLong();
      errors += point.path("errors").asLong();
      tokens += point.path("prompt_tokens").asLong() + point.path("completion_tokens").asLong();
      cost =
          cost.add(
              point.path("cost").isNull() ? BigDecimal.ZERO : point.path("cost").decimalValue());
    }
  }
}
