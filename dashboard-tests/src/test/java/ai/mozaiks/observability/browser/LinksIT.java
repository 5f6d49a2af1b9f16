// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every view has a link that restores it.
@ExtendWith(DashboardExtension.class)
class LinksIT {
  @Test
  void reload_keepsFiltersAndOrder(DashboardPage page) {
    page.open("/chats?range=24h");
    page.find("select[aria-label=Status]").selectOption("completed");
    page.button("With errors").click();
    page.find("th:has-text('Cost') button").click();
    page.find("main input[type=search]").fill("demo");
    page.waitUntil(() -> page.address().contains("q=demo"));
    page.waitUntilShown();
    var rows = page.find("main a.row-link").allInnerTexts();

    page.page().reload();
    page.waitUntilShown();

    assertThat(page.find("select[aria-label=Status]")).hasValue("completed");
    assertThat(page.button("With errors")).hasAttribute("aria-pressed", "true");
    assertThat(page.find("th:has-text('Cost')")).hasAttribute("aria-sort", "descending");
    assertThat(page.find("main input[type=search]")).hasValue("demo");
    assertThat(page.find("main a.row-link").allInnerTexts()).isEqualTo(rows).isNotEmpty();
  }

  @Test
  void backAndForward_goThroughPages(DashboardPage page) {
    page.open("/");
    page.find("nav a:has-text('Chats')").click();
    page.find("main a.row-link").first().click();
    page.find(".tabs a:text-is('Cost')").click();
    page.waitUntilShown();
    String cost = page.address();

    page.page().goBack();
    page.waitUntilShown();
    assertThat(page.find(".tabs [aria-current=page]")).hasText("Timeline");
    page.page().goBack();
    assertThat(page.find("main h1")).hasText("Chats");
    page.page().goBack();
    assertThat(page.find("main h1")).hasText("Overview");
    page.page().goForward();
    assertThat(page.find("main h1")).hasText("Chats");
    page.page().goForward();
    assertThat(page.find(".tabs [aria-current=page]")).hasText("Timeline");
    page.page().goForward();
    assertThat(page.find(".tabs [aria-current=page]")).hasText("Cost");
    assertThat(page.address()).isEqualTo(cost);
  }

  @Test
  void linkToASpan_opensItInItsRow(DashboardPage page, DashboardServer server) throws Exception {
    String chat =
        server.json("/api/chats?sort=errors&order=desc&limit=1").at("/chats/0/chat_id").asString();
    page.open("/chats/" + chat);
    page.find(".fall").focus();
    page.press("End", "Enter");
    page.waitUntilShown();
    String title = page.find("dialog[open] h2").innerText();
    String link = page.address();
    assertThat(link).contains("span=");

    page.page().navigate("about:blank");
    page.open(link);

    assertThat(page.find("dialog[open] h2")).hasText(title);
    assertThat(page.find(".fall-row.chosen")).isInViewport();
  }
}
