// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Ranges of time, charts, and how both are shown.
@ExtendWith(DashboardExtension.class)
class ChartsIT {
  @Test
  void range_isChosenFromAMenu_andGoesAlongToOtherPages(DashboardPage page) {
    page.open("/");

    page.choose("Range of time", "Last 6 hours");
    assertThat(page.address()).isEqualTo("/?range=6h");
    page.find("nav a:has-text('Cost')").click();

    assertThat(page.find("main h1")).hasText("Cost");
    assertThat(page.address()).isEqualTo("/cost?range=6h");
    assertThat(page.find(".menu > button[title='Range of time']")).hasText("Last 6 hours");

    page.press("g", "m");
    assertThat(page.find("main h1")).hasText("Models");
    assertThat(page.address()).isEqualTo("/models?range=6h");
  }

  @Test
  void range_canBeGivenByBothItsEnds(DashboardPage page) {
    page.open("/");
    page.choose("Range of time", "From … to …");

    page.page()
        .getByLabel("From", new com.microsoft.playwright.Page.GetByLabelOptions().setExact(true))
        .fill("2026-03-01T10:00:30");
    page.page()
        .getByLabel("To", new com.microsoft.playwright.Page.GetByLabelOptions().setExact(true))
        .fill("2026-03-01T09:00:30");
    assertThat(page.button("Show")).isDisabled();
    page.page()
        .getByLabel("To", new com.microsoft.playwright.Page.GetByLabelOptions().setExact(true))
        .fill("2026-03-01T12:30:30");
    page.button("Show").click();

    // Berlin is an hour before UTC in March.
    assertThat(page.address())
        .isEqualTo("/?from=2026-03-01T09%3A00%3A30.000Z&to=2026-03-01T11%3A30%3A30.000Z");
    assertThat(page.find(".popover")).hasCount(0);
  }

  @Test
  void compare_showsThePeriodBefore(DashboardPage page) {
    page.open("/?range=6h");

    page.button("Compare").click();

    assertThat(page.button("Compare")).hasAttribute("aria-pressed", "true");
    assertThat(page.card("Errors").locator(".legend")).containsText("Before");
    assertThat(page.address()).isEqualTo("/?range=6h&compare=before");
  }

  @Test
  void dragging_zoomsIn_andBackZoomsOut(DashboardPage page) {
    page.open("/?range=6h");
    BoundingBox chart = chart(page).boundingBox();

    page.page().mouse().move(chart.x + chart.width * 0.4, chart.y + 80);
    page.page().mouse().down();
    page.page().mouse().move(chart.x + chart.width * 0.6, chart.y + 90);
    assertThat(page.find(".chart-drag")).hasCount(1);
    page.page().mouse().up();

    page.waitUntil(() -> page.address().matches("/\\?from=.*&to=.*"));
    page.waitUntilShown();
    page.page().goBack();
    page.waitUntilShown();
    assertThat(page.address()).isEqualTo("/?range=6h");
  }

  @Test
  void pointing_tellsTheValuesOfOneMoment(DashboardPage page) {
    page.open("/?range=6h");
    BoundingBox chart = chart(page).boundingBox();

    page.page().mouse().move(chart.x + chart.width / 2, chart.y + chart.height / 2);

    Locator tip = page.card("Errors").locator(".chart-tip");
    assertThat(tip).containsText("Workflow");
    assertThat(tip.locator("strong")).hasCount(4);
    page.page().mouse().move(5, 5);
    assertThat(tip).hasCount(0);
  }

  @Test
  void chart_canBeReadAsATable(DashboardPage page) {
    page.open("/?range=6h");
    Locator card = page.card("Errors");

    card.locator("button:text-is('Table')").click();

    List<String> values = card.locator("tbody td.number").allInnerTexts();
    long sum = values.stream().mapToLong(value -> Long.parseLong(value.replace(",", ""))).sum();
    assertThat(sum).isPositive();
    assertThat(page.find(".stat:has(> .stat-name:text-is('Errors per turn')) .stat-value"))
        .hasAttribute("title", Pattern.compile("%,d errors, .*".formatted(sum)));
    card.locator("button:text-is('Chart')").click();
    assertThat(card.locator("canvas").first()).isVisible();
  }

  @Test
  void legend_takesASeriesAway(DashboardPage page) {
    page.open("/?range=6h");
    Locator item = page.card("Errors").locator(".legend-item:has-text('Tool')");
    Locator picture = page.card("Errors").locator(".chart-canvas");
    assertThat(picture).hasAttribute("aria-label", Pattern.compile(".*Tool: at most.*"));

    item.click();

    assertThat(item).hasAttribute("aria-pressed", "false");
    assertThat(picture).not().hasAttribute("aria-label", Pattern.compile(".*Tool: .*"));
  }

  @Test
  void theme_followsTheSystem_untilOneIsChosen(DashboardPage page) {
    Locator document = page.find("html");
    page.open("/");
    assertThat(document).hasAttribute("data-theme", "light");
    page.prefer(ColorScheme.DARK);
    assertThat(document).hasAttribute("data-theme", "dark");

    page.choose("Theme", "Light");
    assertThat(document).hasAttribute("data-theme", "light");
    page.page().reload();
    page.waitUntilShown();
    assertThat(document).hasAttribute("data-theme", "light");

    page.choose("Theme", "As the system");
    assertThat(document).hasAttribute("data-theme", "dark");
  }

  @Test
  void times_areOfTheBrowsersZone_orOfUtc(DashboardPage page) {
    page.open("/logs?range=6h");
    Locator time = page.find("tbody time").first();
    assertThat(time).hasAttribute("title", Pattern.compile(".*GMT\\+1"));

    page.choose("Time zone", "UTC");

    assertThat(time).hasAttribute("title", Pattern.compile(".*UTC"));
    page.page().reload();
    page.waitUntilShown();
    assertThat(time).hasAttribute("title", Pattern.compile(".*UTC"));
  }

  private static Locator chart(DashboardPage page) {
    return page.card("Errors").locator(".chart-area");
  }
}
