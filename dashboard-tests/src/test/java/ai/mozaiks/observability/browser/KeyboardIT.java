// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// All that one can do without a mouse.
@ExtendWith(DashboardExtension.class)
class KeyboardIT {
  @ParameterizedTest
  @CsvSource({
    "o, /",
    "v, /live",
    "c, /chats",
    "l, /logs",
    "e, /alerts",
    "a, /agents",
    "w, /workflows",
    "m, /models",
    "t, /tools",
    "u, /users",
    "p, /cost",
    "s, /slos",
    "x, /setup"
  })
  void gAndALetter_goToAPage(String letter, String path, DashboardPage page) {
    page.open(path.equals("/setup") ? "/" : "/setup");

    page.press("g", letter);

    assertThat(page.find(".nav-item[aria-current=page]")).hasAttribute("href", path);
    assertThat(page.address()).isEqualTo(path);
  }

  @Test
  void slash_leadsToTheSearch_andEscapeOutOfIt(DashboardPage page) {
    page.open("/chats");
    Locator search = page.find("main input[type=search]");

    page.press("/");

    assertThat(search).isFocused();
    assertThat(search).hasValue("");
    page.press("Escape");
    assertThat(search).not().isFocused();
  }

  @Test
  void keysAreText_whileTyping(DashboardPage page) {
    page.open("/chats");

    page.press("/", "g", "c", "?", "j");

    assertThat(page.find("main input[type=search]")).hasValue("gc?j");
    assertThat(page.find("dialog[open]")).hasCount(0);
  }

  @Test
  void jAndK_moveThroughRows_andEnterOpens(DashboardPage page) {
    page.open("/chats");
    Locator rows = page.find("main a.row-link");

    page.press("j");
    assertThat(rows.nth(0)).isFocused();
    page.press("j", "j");
    assertThat(rows.nth(2)).isFocused();
    page.press("k");
    assertThat(rows.nth(1)).isFocused();
    String chat = rows.nth(1).innerText();
    page.press("Enter");

    assertThat(page.find("main h1")).containsText(chat);
  }

  @Test
  void questionMark_listsTheKeys_untilEscape(DashboardPage page) {
    page.open("/");
    Locator keys = page.find("dialog[open]");

    page.press("?");

    assertThat(keys).containsText("Search on this page");
    assertThat(keys.locator("dd")).hasCount(18); // one for each page, and five
    page.press("Escape");
    assertThat(keys).hasCount(0);
    page.find("a[aria-label='Keyboard shortcuts']").click();
    assertThat(keys).hasCount(1);
    page.button("Close").click();
    assertThat(keys).hasCount(0);
  }

  @Test
  void firstTab_offersToSkipTheNavigation(DashboardPage page) {
    page.open("/");

    page.press("Tab");
    assertThat(page.find(".skip")).isFocused();
    assertThat(page.find(".skip")).isInViewport();
    page.press("Enter");

    assertThat(page.find("main")).isFocused();
  }

  @Test
  void menus_areWalkedByArrows_andGiveTheFocusBack(DashboardPage page) {
    page.open("/");
    Locator menu = page.find(".menu > button[title='Range of time']");

    menu.focus();
    page.press("Enter");
    Locator items = page.find(".menu [role^=menuitem]");
    assertThat(items.nth(0)).isFocused();
    page.press("ArrowDown");
    assertThat(items.nth(1)).isFocused();
    page.press("End");
    assertThat(items.last()).isFocused();
    page.press("ArrowDown");
    assertThat(items.nth(0)).isFocused();
    page.press("Escape");

    assertThat(items).hasCount(0);
    assertThat(menu).isFocused();
  }
}
