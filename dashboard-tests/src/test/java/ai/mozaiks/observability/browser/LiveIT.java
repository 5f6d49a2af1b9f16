// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What happens now, and that nobody pays for a page that nobody sees.
@ExtendWith(DashboardExtension.class)
class LiveIT {
  @Test
  void turns_areShownAsTheyEnd(DashboardPage page, DashboardServer server) throws Exception {
    page.open("/live");
    assertThat(page.find(".page-head .badge")).hasText("following");

    server.sendEvents(turn("live-1", "juggler"));

    assertThat(page.card("As it happens")).containsText("juggler");
    assertThat(page.card("Running chats")).containsText("live-1");
  }

  @Test
  void pause_letsGoOfTheStream(DashboardPage page, DashboardServer server) throws Exception {
    page.open("/live");
    page.waitUntil(() -> page.streams() == 1);

    page.button("Pause").click();
    page.waitUntil(() -> page.streams() == 0);
    server.sendEvents(turn("live-2", "sleeper"));
    page.button("Go on").click();
    page.waitUntil(() -> page.streams() == 1);
    server.sendEvents(turn("live-3", "early bird"));

    Locator happenings = page.card("As it happens");
    assertThat(happenings).containsText("early bird");
    assertThat(happenings).not().containsText("sleeper");
  }

  @Test
  void hiddenTab_holdsNoStream_andGoesOnWhenItIsSeen(DashboardPage page) {
    page.open("/live");
    page.waitUntil(() -> page.streams() == 1);

    page.hide(true);
    page.waitUntil(() -> page.streams() == 0);
    assertThat(page.find(".page-head .badge")).hasText("paused");
    page.hide(false);

    page.waitUntil(() -> page.streams() == 1);
    assertThat(page.find(".page-head .badge")).hasText("following");
  }

  @Test
  void otherPages_holdNoStream(DashboardPage page) {
    page.open("/live");
    page.waitUntil(() -> page.streams() == 1);

    page.press("g", "c");

    page.waitUntil(() -> page.streams() == 0);
  }

  private static String turn(String chat, String agent) {
    return """
    {"event_id":"%s-%s","type":"agent_turn","chat_id":"%s","app_id":"circus","workflow_name":"Show",\
    "agent_name":"%s","duration_sec":1.5,"at":"%s"}\
    """
        .formatted(chat, agent.replace(" ", ""), chat, agent, Instant.now());
  }
}
