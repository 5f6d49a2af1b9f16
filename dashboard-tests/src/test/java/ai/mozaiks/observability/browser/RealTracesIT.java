// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.options.ColorScheme;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Chats of real agents of ten frameworks, with all their parts. Skipped where the traces are not
/// at hand.
@ExtendWith(DashboardExtension.class)
class RealTracesIT {
  private static final String THEIR_YEAR = "from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z";
  private static final String[] TABS = {"", "graph", "transcript", "cost", "logs"};

  @Test
  void chats_areWhole(DashboardPage page, DashboardServer server) throws Exception {
    assumeTrue(!DashboardServer.realTraces().isEmpty(), "The folder of real traces is not at hand");
    JsonNode chats = server.json("/api/chats?limit=100&" + THEIR_YEAR).path("chats");
    assertThat(chats.size()).as("chats").isEqualTo(DashboardServer.realTraces().size());
    page.open("/chats?" + THEIR_YEAR);
    assertThat(page.find("main a.row-link").count()).isEqualTo(chats.size());

    SoftAssertions softly = new SoftAssertions();
    for (JsonNode chat : chats) {
      page.prefer(ColorScheme.LIGHT);
      page.desktop();
      String id = chat.path("chat_id").asString();
      String link = "/chats/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
      for (String tab : TABS) {
        page.open(link + (tab.isEmpty() ? "" : "?tab=" + tab));
        softly.assertThat(page.heading()).contains(id);
        softly.assertThat(page.find("main .failure").allInnerTexts()).as(link + tab).isEmpty();
      }
      page.open(link);
      softly.assertThat(page.find(".fall-row").count()).as("rows of %s", id).isPositive();
      softly
          .assertThat(page.find(".stat:has-text('Agent turns') .stat-value").innerText())
          .as("turns of %s", id)
          .isEqualTo(chat.path("agent_turns").asString());
      page.prefer(ColorScheme.DARK);
      page.phone();
      softly.assertThat(page.barriers()).as(id).isEmpty();
      softly.assertThat(page.sideways()).as("%s: %s", id, page.tooWide()).isZero();
    }
    softly.assertAll();
  }
}
