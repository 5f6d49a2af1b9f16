// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pictures of the README, taken anew into the folder that the property `mozaiks.screenshots`
/// names; `docs/dashboard.md` says how. They are to be looked at before they are kept.
@Tag("by-hand")
@ExtendWith(DashboardExtension.class)
class ScreenshotsIT {
  @ParameterizedTest
  @CsvSource({"overview, /?range=1h", "live, /live", "cost, /cost?range=1h", "chat, /chats/{chat}"})
  void page_isPictured(String name, String address, DashboardPage page, DashboardServer server)
      throws Exception {
    String wanted = System.getProperty("mozaiks.screenshots", "");
    assertThat(wanted).as("-Dmozaiks.screenshots, the folder for the pictures").isNotEmpty();
    Path folder = Files.createDirectories(Path.of(wanted));
    page.open(address.replace("{chat}", chat(server)));
    for (ColorScheme theme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      page.prefer(theme);
      page.page().mouse().move(0, 0);
      page.waitUntilShown();
      Path picture =
          folder.resolve(
              "%s-%s.png".formatted(name, theme.name().toLowerCase(java.util.Locale.ROOT)));
      page.page().screenshot(new Page.ScreenshotOptions().setPath(picture));
      assertThat(picture).isNotEmptyFile();
    }
  }

  private static String chat(DashboardServer server) throws Exception {
    return server
        .json("/api/chats?status=completed&sort=errors&order=desc&limit=1")
        .at("/chats/0/chat_id")
        .asString();
  }
}
