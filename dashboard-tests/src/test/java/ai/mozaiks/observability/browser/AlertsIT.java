// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Alerts: what fires, silences, rules and their trial.
@ExtendWith(DashboardExtension.class)
class AlertsIT {
  @Test
  void silence_isMadeAndEnded(DashboardPage page, DashboardServer server) throws Exception {
    page.open("/alerts/silences");

    page.page().getByLabel("Matchers, one a line").fill("app=\"no-such-app\"");
    page.page().getByLabel("For").selectOption("30m");
    page.page().getByLabel("Who").fill("Ada");
    page.page().getByLabel("Why").fill("a try");
    page.button("Silence").click();
    Locator made = page.card("Silences").locator(".list > div:has-text('no-such-app')");
    assertThat(made).containsText("a try · Ada");
    assertThat(made.locator(".badge")).hasText("active");
    assertThat(silence(server).path("state").asString()).isEqualTo("active");

    made.getByRole(AriaRole.BUTTON).click();

    assertThat(made.locator(".badge")).hasText("expired");
    assertThat(silence(server).path("state").asString()).isEqualTo("expired");
  }

  @Test
  void mistake_isToldWhereItWasMade(DashboardPage page) {
    page.open("/alerts/silences");

    page.page().getByLabel("Matchers, one a line").fill("this is no matcher");
    page.page().getByLabel("Who").fill("Ada");
    page.page().getByLabel("Why").fill("a try");
    page.button("Silence").click();

    assertThat(page.card("New silence").locator(".failure"))
        .containsText("this is no matcher (expected: a matcher");
    assertThat(page.faults())
        .as("the refusal")
        .isNotEmpty()
        .allMatch(fault -> fault.contains("400"));
  }

  @Test
  void alert_opensWithASilenceThatFits(DashboardPage page, DashboardServer server)
      throws Exception {
    page.waitUntil(() -> firing(server) > 0);
    page.open("/alerts");

    page.find(".alerts .firing button").first().click();

    Locator panel = page.find("dialog[open]");
    assertThat(panel.locator(".facts")).containsText("Fires since");
    assertThat(panel.locator("textarea"))
        .hasValue(java.util.regex.Pattern.compile("alertname=\".+\"[\\s\\S]*"));
    panel.locator("a:text-is('Its history, under a link of its own')").click();
    assertThat(page.card("What became of it")).containsText("firing");
  }

  @Test
  void rule_isTriedOverTheStoredPast(DashboardPage page) {
    page.open("/alerts/trial");

    page.button("When would it have fired?").click();

    assertThat(page.card("It would have fired")).containsText("evaluations");
  }

  @Test
  void mistakeInARule_isTold(DashboardPage page) {
    page.open("/alerts/trial");

    page.find("textarea").fill("rules:\n  - name: Wrong\n    kind: no-such-kind\n");
    page.button("When would it have fired?").click();

    assertThat(page.card("It would have fired").locator(".failure, .bad").first())
        .containsText("kind");
    page.faults(); // a refusal is an answer of 400
  }

  @Test
  void rules_tellWhenTheyFire(DashboardPage page, DashboardServer server) throws Exception {
    JsonNode rules = server.json("/api/rules").path("rules");
    page.open("/alerts/rules");
    assertThat(page.find("main tbody tr")).hasCount(rules.size());

    page.find("main tbody button").first().click();

    Locator panel = page.find("dialog[open]");
    assertThat(panel.locator("h2")).hasText(rules.path(0).path("name").asString());
    assertThat(panel.locator(".facts")).containsText("Fires when");
    panel.locator("a:text-is('when it fired')").click();
    assertThat(page.button("Only " + rules.path(0).path("name").asString() + " ×")).isVisible();
  }

  private static int firing(DashboardServer server) {
    try {
      return server.json("/api/alerts?state=firing").path("alerts").size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode silence(DashboardServer server) throws Exception {
    for (JsonNode silence : server.json("/api/silences").path("silences")) {
      if (silence.path("comment").asString().equals("a try")) {
        return silence;
      }
    }
    throw new AssertionError("the silence is not there");
  }
}
