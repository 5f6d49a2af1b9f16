// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// How data comes in, and whether monitoring works.
@ExtendWith(DashboardExtension.class)
class SetupIT {
  @Test
  void whatToCopy_namesThisServer(DashboardPage page, DashboardServer server) {
    page.open("/setup");
    Locator ways = page.find(".ways button");
    assertThat(ways.count()).isGreaterThan(4);

    for (Locator way : ways.all()) {
      way.click();
      page.find(".code button").click();
      assertThat(page.find(".code button")).hasText("Copied");
      String copied = (String) page.page().evaluate("() => navigator.clipboard.readText()");
      assertThat(copied).isEqualTo(page.find(".code pre").textContent()).contains(server.url());
      assertThat(page.find(".code button")).hasText("Copy");
    }
  }

  @Test
  void checklist_canBeSeenByState(DashboardPage page, DashboardServer server) throws Exception {
    int ok = server.json("/api/checklist").path("summary").path("ok").asInt();
    page.open("/setup/checklist");
    int all = page.find(".checks li").count();

    page.find("button:has(.badge.ok)").first().click();

    assertThat(page.address()).isEqualTo("/setup/checklist?state=ok");
    page.waitUntil(() -> page.find(".checks li").count() < all);
    assertThat(page.find(".checks li .badge.ok").count())
        .isEqualTo(page.find(".checks li").count())
        .isBetween(ok - 2, ok + 2); // checks go on while the page is read
  }

  @Test
  void balance_addsUp(DashboardPage page, DashboardServer server) throws Exception {
    JsonNode balance = server.json("/api/balance");
    page.open("/setup/balance");

    assertThat(page.find("main tbody tr")).hasCount(balance.size());
    assertThat(page.find("main tbody .badge:text-is('adds up')")).hasCount(balance.size());
    Locator spans = page.find("main tbody tr:has-text('spans')");
    assertThat(spans.locator("td").nth(2))
        .hasText("%,d".formatted(balance.path("spans").path("accepted").asLong()));
  }
}
