// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// One page of the dashboard in a browser with a fresh profile. Remembers what went wrong in it:
/// errors of scripts, of the console (such as a breach of the Content-Security-Policy), and answers
/// from 400 on. For one thread.
final class DashboardPage implements AutoCloseable {
  /// How long to wait for anything, in milliseconds: long, since a slow machine is no mistake.
  static final int PATIENCE = 60_000;

  /// WCAG 2.2, level AA, as far as a program can tell.
  private static final List<String> WCAG = List.of("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa");

  /// A page is there when its heading and its charts are, and nothing is being loaded.
  private static final String SHOWN =
      """
      () => document.querySelector('main h1') !== null
        && document.querySelector('.skeleton, [aria-busy=true]') === null
        && [...document.querySelectorAll('.chart-canvas')]
          .every(each => each.querySelector('canvas') !== null)
      """;

  private static final String SIDEWAYS =
      "() => document.documentElement.scrollWidth - document.documentElement.clientWidth";

  /// Which elements reach beyond the right edge, to be told.
  private static final String TOO_WIDE =
      """
      () => [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(0, 5).map(e => e.outerHTML.slice(0, 160)).join(' | ')
      """;

  private final BrowserContext context;
  private final Page page;
  private final List<String> faults = new ArrayList<>();
  private final Set<Request> streams = new HashSet<>();

  /// @param server the dashboard's address, without a path
  DashboardPage(Browser browser, String server) {
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setBaseURL(server)
                .setLocale("en-US")
                .setTimezoneId("Europe/Berlin")
                .setPermissions(List.of("clipboard-read", "clipboard-write"))
                .setColorScheme(ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.REDUCE));
    context.setDefaultTimeout(PATIENCE);
    page = context.newPage();
    desktop();
    page.onPageError(error -> faults.add("script: " + error));
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        faults.add("console: " + message.text() + " at " + message.location());
      }
    });
    page.onResponse(answer -> {
      if (answer.status() >= 400) {
        faults.add(answer.status() + " of " + answer.url());
      }
    });
    page.onRequest(request -> {
      if (request.resourceType().equals("eventsource")) {
        streams.add(request);
      }
    });
    page.onRequestFinished(streams::remove);
    page.onRequestFailed(request -> {
      streams.remove(request);
      if (!request.failure().contains("ERR_ABORTED")) { // one that the next page made needless
        faults.add(request.failure() + " of " + request.url());
      }
    });
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /// Opens an address of the dashboard, and waits until all of it is there.
  ///
  /// @param address path and query
  void open(String address) {
    page.navigate(address);
    waitUntilShown();
  }

  /// Waits until nothing is being loaded any more.
  void waitUntilShown() {
    page.waitForFunction(SHOWN);
  }

  /// Waits until something is so, looking at it again and again.
  void waitUntil(BooleanSupplier so) {
    page.waitForCondition(so);
  }

  /// Has the page believe that its tab is hidden, or seen again.
  void hide(boolean hidden) {
    page.evaluate(
        """
        hidden => {
          Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """,
        hidden);
  }

  /// How many streams of events the page holds open.
  int streams() {
    return streams.size();
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /// A button, or a link that looks like one, by its whole name.
  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /// The part of a page under a heading.
  Locator card(String title) {
    return page.locator("section.card[aria-label='" + title + "']");
  }

  /// Opens a menu and chooses from it.
  ///
  /// @param menu what its button says when pointed at
  void choose(String menu, String item) {
    page.locator(".menu > button[title='" + menu + "']").click();
    page.locator(".menu [role^=menuitem]")
        .filter(new Locator.FilterOptions().setHasText(item))
        .click();
  }

  /// Presses keys one after the other, as [Page] names them.
  void press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
  }

  /// Path and query of the address bar.
  String address() {
    return (String) page.evaluate("() => location.pathname + location.search");
  }

  /// The main heading.
  String heading() {
    return page.locator("main h1").innerText();
  }

  void desktop() {
    page.setViewportSize(1440, 900);
  }

  void phone() {
    page.setViewportSize(360, 740);
  }

  void large() {
    page.setViewportSize(3840, 2160);
  }

  /// Has the operating system prefer a theme.
  void prefer(ColorScheme scheme) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
  }

  /// How far the document can be scrolled to the side, in pixels; 0 when everything has its place.
  int sideways() {
    return ((Number) page.evaluate(SIDEWAYS)).intValue();
  }

  /// What reaches beyond the right edge of the window.
  String tooWide() {
    return (String) page.evaluate(TOO_WIDE);
  }

  /// Barriers for people that axe finds in the page as it stands; empty when there is none.
  List<String> barriers() {
    List<String> found = analysed();
    if (found.isEmpty()) {
      return found;
    }
    waitUntilShown(); // it may have met the page while it was grey, waiting for the next answer
    return analysed();
  }

  private List<String> analysed() {
    return new AxeBuilder(page)
        .withTags(WCAG).setLegacyMode(true).analyze().getViolations().stream()
            .map(DashboardPage::told)
            .toList();
  }

  private static String told(Rule rule) {
    StringBuilder told = new StringBuilder(rule.getId()).append(": ").append(rule.getHelp());
    for (CheckedNode node : rule.getNodes().stream().limit(3).toList()) {
      told.append("%n    %s%n    %s".formatted(node.getHtml(), node.getFailureSummary()));
    }
    return told.toString();
  }

  /// What went wrong since this was last asked.
  List<String> faults() {
    List<String> since = List.copyOf(faults);
    faults.clear();
    return since;
  }

  @Override
  public void close() {
    context.close();
  }
}
