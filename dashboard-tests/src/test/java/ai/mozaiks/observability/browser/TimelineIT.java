// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What one does with a chat: walk through what happened, and ask why something counts.
@ExtendWith(DashboardExtension.class)
class TimelineIT {
  private static final String ROW = ".fall-row";

  @Test
  void row_opensWithTheStoredSpan_andWhyItCounts(DashboardPage page, DashboardServer server)
      throws Exception {
    open(page, server);

    page.find(ROW + ".llm_call").first().click();
    page.waitUntilShown();
    Locator panel = page.find("dialog[open]");
    assertThat(panel.locator(".facts")).containsText("llm call");
    assertThat(panel.locator("pre")).containsText("\"span_id\"");
    assertThat(panel.locator("pre"))
        .containsText(Pattern.compile("counted", Pattern.CASE_INSENSITIVE));
    assertThat(page.address()).contains("span=");

    page.press("Escape");
    assertThat(panel).hasCount(0);
    assertThat(page.address()).doesNotContain("span=");
  }

  @Test
  void errors_canBeSeenAlone(DashboardPage page, DashboardServer server) throws Exception {
    open(page, server);
    Locator errors = page.card("Timeline").locator("button:has-text('with errors')");
    int number = Integer.parseInt(errors.innerText().replaceAll("[^0-9]", ""));
    assertThat(number).isPositive();

    errors.click();

    assertThat(errors).hasAttribute("aria-pressed", "true");
    assertThat(page.find(ROW)).hasCount(number);
    assertThat(page.find(ROW + ".failed")).hasCount(number);
  }

  @Test
  void kindsAndWords_leaveOnlyWhatFits(DashboardPage page, DashboardServer server)
      throws Exception {
    open(page, server);

    page.button("Tool calls").click();
    assertThat(page.find(ROW + ":not(.tool_call)")).hasCount(0);
    String tool = page.find(ROW + " .fall-text").first().innerText();
    page.card("Timeline").locator("input[type=search]").fill(tool);
    assertThat(page.find(ROW + ":not(:has-text('" + tool + "'))")).hasCount(0);
    assertThat(page.find(ROW + ":has-text('" + tool + "')").first()).isVisible();
    page.card("Timeline").locator("input[type=search]").fill("no such tool");

    assertThat(page.card("Timeline").locator(".empty")).hasText("No row matches");
  }

  @Test
  void arrows_moveOpenAndClose(DashboardPage page, DashboardServer server) throws Exception {
    open(page, server);
    Locator tree = page.find("[role=tree]");
    int all = page.find(ROW).count();

    tree.focus();
    assertThat(page.find(ROW + ".focused")).hasAttribute("aria-level", "1");
    page.press("ArrowLeft");
    assertThat(page.find(ROW + ".focused")).hasAttribute("aria-expanded", "false");
    page.press("ArrowRight");
    assertThat(page.find(ROW + ".focused")).hasAttribute("aria-expanded", "true");
    page.press("ArrowDown");
    assertThat(page.find(ROW + ".focused")).hasAttribute("aria-level", "2");
    String focused = page.find(ROW + ".focused").getAttribute("id");
    assertThat(tree).hasAttribute("aria-activedescendant", focused);
    page.press("Home");
    page.find(ROW + ".focused .fall-toggle").click();

    assertThat(page.find(ROW + ".focused")).hasAttribute("aria-expanded", "false");
    assertThat(page.find("dialog[open]")).hasCount(0);
    page.find(ROW + ".focused .fall-toggle").click();
    assertThat(page.find(ROW)).hasCount(all);
  }

  @Test
  void graph_showsEveryAgentAndHandover(DashboardPage page, DashboardServer server)
      throws Exception {
    String chat = chat(server);
    JsonNode graph = server.json("/api/chats/" + chat + "/graph?tools=true");

    page.open("/chats/" + chat + "?tab=graph");

    assertThat(page.find(".graph-node")).hasCount(graph.path("nodes").size());
    assertThat(page.find(".graph-edge")).hasCount(graph.path("edges").size());
  }

  @Test
  void transcript_showsWhatWasSaid(DashboardPage page, DashboardServer server) throws Exception {
    String chat = chat(server);
    JsonNode items = server.json("/api/chats/" + chat + "/content?limit=200").path("items");
    assertThat(items).as("what the demo's agents said").isNotEmpty();

    page.open("/chats/" + chat + "?tab=transcript");

    assertThat(page.find(".transcript li .said").first()).not().isEmpty();
  }

  @Test
  void costLine_explainsItself(DashboardPage page, DashboardServer server) throws Exception {
    String chat = chat(server);
    page.open("/chats/" + chat + "?tab=cost");

    page.find("tbody button").first().click();

    Locator panel = page.find("dialog[open]");
    assertThat(panel.locator("tbody tr").first()).isVisible();
    assertThat(panel.locator(".facts")).containsText("Price from");
  }

  private static void open(DashboardPage page, DashboardServer server) throws Exception {
    page.open("/chats/" + chat(server));
    assertThat(page.find(ROW).first()).isVisible();
  }

  /// One that is over and has failures, so that nothing changes under the test.
  private static String chat(DashboardServer server) throws Exception {
    return server
        .json("/api/chats?status=completed&sort=errors&order=desc&limit=1")
        .at("/chats/0/chat_id")
        .asString();
  }
}
