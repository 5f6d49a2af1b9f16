// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.TimeoutError;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Finding chats: order, filters, views under a name, lists without an end, files.
@ExtendWith(DashboardExtension.class)
class ChatListIT {
  private static final String ROWS = "main tbody tr:not(.filler)";

  @ParameterizedTest
  @CsvSource({
    "Cost, cost",
    "Errors, errors",
    "Turns, agent_turns",
    "Tokens, tokens",
    "Runtime, duration"
  })
  void head_sortsByItsColumn_andTheOtherWayRound(
      String column, String word, DashboardPage page, DashboardServer server) throws Exception {
    page.open("/chats?range=24h");
    Locator head = page.find("th").filter(new Locator.FilterOptions().setHasText(column));

    head.locator("button").click();
    page.waitUntilShown();
    assertThat(head).hasAttribute("aria-sort", "descending");
    assertThat(page.address()).isEqualTo("/chats?range=24h&sort=-" + word);
    assertShown(page, chats(server, "sort=" + word + "&order=desc"));

    head.locator("button").click();
    page.waitUntilShown();
    assertThat(head).hasAttribute("aria-sort", "ascending");
    assertShown(page, chats(server, "sort=" + word + "&order=asc"));
  }

  @Test
  void filters_leaveOnlyWhatFits(DashboardPage page, DashboardServer server) throws Exception {
    page.open("/chats?range=24h");

    page.find("select[aria-label=Status]").selectOption("failed");
    page.waitUntilShown();
    assertShown(page, chats(server, "status=failed"));
    assertThat(page.find(ROWS + " .badge:text-is('failed')"))
        .hasCount(chats(server, "status=failed").size());

    page.button("With errors").click();
    page.waitUntilShown();
    assertThat(page.button("With errors")).hasAttribute("aria-pressed", "true");
    assertShown(page, chats(server, "status=failed&errors=true"));

    page.find("input[aria-label^='Cost at least']").fill("0.001");
    page.press("Enter");
    page.waitUntilShown();
    assertShown(page, chats(server, "status=failed&errors=true&min_cost=0.001"));
    assertThat(page.address())
        .isEqualTo("/chats?range=24h&status=failed&errors=true&min_cost=0.001");
  }

  @Test
  void fields_suggestWhatThereIs(DashboardPage page, DashboardServer server) throws Exception {
    page.open("/chats?range=24h");

    page.find("input[aria-label=workflow]").focus();
    page.waitUntil(() -> page.find("#known-workflow option").count() > 1);
    String workflow = page.find("#known-workflow option").first().getAttribute("value");
    page.find("input[aria-label=workflow]").fill(workflow);
    page.press("Tab");
    page.waitUntilShown();

    assertThat(page.address()).isEqualTo("/chats?range=24h&workflow=" + workflow);
    assertShown(page, chats(server, "workflow=" + workflow));
  }

  @Test
  void search_findsByAPartOfTheName_andTeachesWhenNothingFits(
      DashboardPage page, DashboardServer server) throws Exception {
    String chat = chats(server, "sort=cost&order=desc").getFirst();
    page.open("/chats?range=24h");

    page.press("/");
    page.page().keyboard().type(chat.substring(5));
    assertThat(page.find(ROWS)).hasCount(1);
    assertThat(page.find(ROWS + " a.row-link")).hasText(chat);

    page.find("main input[type=search]").fill("there-is-no-such-chat");
    assertThat(page.find("main .empty")).containsText("No chat fits");
    page.button("Take all filters away")
        .or(page.find("a:text-is('Take all filters away')"))
        .click();
    page.waitUntil(() -> page.find(ROWS).count() > 10);
    assertThat(page.address()).isEqualTo("/chats");
  }

  @Test
  void filters_canBeKeptUnderAName(DashboardPage page) {
    page.page().onDialog(dialog -> dialog.accept("Failed and dear"));
    page.open("/chats?range=24h&status=failed&sort=-cost");

    page.choose("Views", "Save these filters");
    page.open("/chats?range=24h");
    page.choose("Views", "Failed and dear");
    assertThat(page.find("select[aria-label=Status]")).hasValue("failed");
    assertThat(page.address()).isEqualTo("/chats?range=24h&status=failed&sort=-cost");

    page.choose("Views", "Forget");
    page.find(".menu > button[title=Views]").click();
    assertThat(page.find(".menu [role^=menuitem]")).hasCount(1);
  }

  @Test
  void columns_canBeTakenAway_whichTheLinkKeeps(DashboardPage page) {
    Locator heads = page.find("thead th");
    Locator user = heads.filter(new Locator.FilterOptions().setHasText("User"));
    page.open("/chats?range=24h");
    int all = heads.count();
    assertThat(user).hasCount(1);

    page.choose("Columns", "User");
    assertThat(user).hasCount(0);
    page.find("[role=menuitemcheckbox]:has-text('App')").click(); // the menu stays open
    assertThat(heads).hasCount(all - 2);
    page.page().reload();
    page.waitUntilShown();
    assertThat(heads).hasCount(all - 2);

    page.choose("Columns", "User");
    assertThat(user).hasCount(1);
  }

  @Test
  void scrolling_loadsOneMorePageAfterTheOther(DashboardPage page, DashboardServer server)
      throws Exception {
    int all = chats(server, "").size();
    assertThat(all).as("chats of the demo").isGreaterThan(250);
    page.open("/chats?range=24h");
    assertThat(page.find("table")).hasAttribute("aria-rowcount", "201");

    page.waitUntil(() -> {
      page.page().mouse().move(700, 600);
      page.page().mouse().wheel(0, 4_000);
      return page.find("table").getAttribute("aria-rowcount").equals(String.valueOf(all + 1));
    });

    assertThat(page.card("Chats").locator(".card-head .note")).hasText(all + " found");
    assertThat(page.find(ROWS).count()).as("rows in the document").isLessThan(150);
  }

  @Test
  void rows_canBeHadAsAFile(DashboardPage page) throws Exception {
    page.open("/chats?range=24h&status=failed");
    int rows = page.find(ROWS).count();

    Download file =
        page.page().waitForDownload(() -> page.choose("More about Chats", "Download as CSV"));

    assertThat(file.suggestedFilename()).isEqualTo("chats.csv");
    List<String> lines = Files.readAllLines(file.path());
    assertThat(lines.getFirst()).startsWith("chat_id,app_id,workflow_name,user_id,");
    assertThat(lines).hasSize(rows + 1);
  }

  @Test
  void wholeRow_leadsToItsChat(DashboardPage page) {
    page.open("/chats?range=24h&status=failed");
    String chat = page.find(ROWS + " a.row-link").first().innerText();

    page.find(ROWS)
        .first()
        .locator("td")
        .nth(6)
        .click(new Locator.ClickOptions().setForce(true)); // the link lies above the cell

    assertThat(page.find("main h1")).containsText(chat);
    assertThat(page.page()).hasTitle(chat + " · Chats · Mozaiks");
  }

  /// Waits until the page shows these chats, at least the first thirty.
  private static void assertShown(DashboardPage page, List<String> chats) {
    List<String> expected = chats.subList(0, Math.min(30, chats.size()));
    assertThat(expected).as("what the API has").isNotEmpty();
    Locator links = page.find(ROWS + " a.row-link");
    try {
      page.waitUntil(() -> first(links.allInnerTexts(), expected.size()).equals(expected));
    } catch (TimeoutError e) {
      assertThat(links.allInnerTexts()).startsWith(expected.toArray(String[]::new));
      throw e;
    }
    assertThat(links.count()).isGreaterThanOrEqualTo(expected.size());
  }

  private static List<String> first(List<String> all, int number) {
    return all.subList(0, Math.min(number, all.size()));
  }

  /// The chats of the last day that the API has.
  private static List<String> chats(DashboardServer server, String query) throws Exception {
    List<String> ids = new ArrayList<>();
    for (JsonNode chat :
        server
            .json(
                "/api/chats?limit=1000&from="
                    + Instant.now().minus(Duration.ofDays(1))
                    + "&"
                    + query)
            .path("chats")) {
      ids.add(chat.path("chat_id").asString());
    }
    return ids;
  }
}
