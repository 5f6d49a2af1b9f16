// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Every page with an hour of the demo: it is whole, asks for nothing that fails, has no barrier
/// that axe finds, in light and dark, and fits a phone as well as a very large screen.
@ExtendWith(DashboardExtension.class)
class PagesIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?range=6h&compare=before",
        "/live",
        "/chats",
        "/chats?q=there-is-no-such-chat",
        "/chats/{chat}",
        "/chats/{chat}?tab=graph",
        "/chats/{chat}?tab=transcript",
        "/chats/{chat}?tab=cost",
        "/chats/{chat}?tab=logs",
        "/agents",
        "/agents/{agent}",
        "/workflows",
        "/workflows/{workflow}",
        "/models",
        "/models/{model}",
        "/tools",
        "/tools/{tool}",
        "/users",
        "/users/{user}",
        "/cost",
        "/cost?by=app",
        "/logs",
        "/logs?live=1",
        "/alerts",
        "/alerts/history",
        "/alerts/silences",
        "/alerts/rules",
        "/alerts/trial",
        "/alerts/channels",
        "/slos",
        "/setup",
        "/setup/checklist",
        "/setup/balance",
        "/setup/prices",
        "/setup/retention",
        "/setup/about",
        "/apps",
        "/apps/{app}",
        "/providers",
        "/providers/{provider}",
      })
  void page_isWholeAndForEverybody(String address, DashboardPage page, DashboardServer server)
      throws Exception {
    page.open(filled(address, server));
    SoftAssertions softly = new SoftAssertions();
    softly
        .assertThat(page.page().locator("main .failure").allInnerTexts())
        .as("failures told on the page")
        .isEmpty();
    softly.assertThat(page.barriers()).as("barriers in light").isEmpty();
    page.large();
    softly.assertThat(page.sideways()).as("pixels to the side at 4K").isZero();
    page.phone();
    softly
        .assertThat(page.sideways())
        .as("pixels to the side at 360 px: %s", page.tooWide())
        .isZero();
    softly.assertThat(page.barriers()).as("barriers in light, on a phone").isEmpty();
    page.prefer(ColorScheme.DARK);
    softly.assertThat(page.barriers()).as("barriers in dark, on a phone").isEmpty();
    softly.assertThat(page.faults()).as("faults").isEmpty();
    softly.assertAll();
  }

  static String filled(String address, DashboardServer server)
      throws IOException, InterruptedException {
    if (!address.contains("{")) {
      return address;
    }
    JsonNode chat = server.json("/api/chats?sort=errors&order=desc&limit=1").at("/chats/0");
    assertThat(chat.path("errors").asInt()).as("errors of the chat that is shown").isPositive();
    String filled = address.replace("{chat}", chat.path("chat_id").asString());
    for (String dimension :
        new String[] {"agent", "workflow", "model", "tool", "user", "app", "provider"}) {
      if (filled.contains("{")) {
        filled = filled.replace("{" + dimension + "}", first(server, dimension));
      }
    }
    return filled;
  }

  /// One with a name that has data.
  private static String first(DashboardServer server, String dimension)
      throws IOException, InterruptedException {
    for (JsonNode point :
        server.json("/api/series?step=2678400&group_by=" + dimension).path("points")) {
      String name = point.path(dimension).asString("");
      if (!name.isEmpty()) {
        return name;
      }
    }
    throw new AssertionError("no " + dimension + " has data");
  }
}
