// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/// How fast pages are, measured by the browser's own clock. The names of the tests tell the aims;
/// the limits are several times as long, since a machine that does other things is no mistake.
@ExtendWith(DashboardExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class SpeedIT {
  private static final double SEVERAL = 5;

  /// When something first stands in the document, in milliseconds after the click.
  static final String FIRST_ROWS =
      """
      () => new Promise(resolve => {
        const begin = performance.now();
        document.querySelector('main a.row-link').click();
        const look = () => document.querySelector('.fall-row')
          ? requestAnimationFrame(() => resolve(performance.now() - begin))
          : requestAnimationFrame(look);
        look();
      })
      """;

  /// The times between pictures, in milliseconds, while a long list is scrolled for two seconds.
  static final String SCROLLED =
      """
      () => new Promise(resolve => {
        const list = document.querySelector('.fall');
        const times = [];
        const begin = performance.now();
        const step = now => {
          times.push(now);
          list.scrollTop += 180;
          if (now - begin < 2_000) requestAnimationFrame(step);
          else resolve(times.slice(1).map((time, i) => time - times[i]));
        };
        requestAnimationFrame(step);
      })
      """;

  /// All numbers at the head of a page are there.
  private static final String FIGURES =
      """
      () => {
        const values = [...document.querySelectorAll('.stat-value')].map(each => each.textContent);
        return values.length > 5 && !values.some(value => ['…', '–', ''].includes(value));
      }
      """;

  @BeforeAll
  void sendLongChat(DashboardServer server) throws Exception {
    LongChat.sendTo(server);
  }

  @Test
  void chatOf100000Spans_opensWithinASecond(DashboardPage page) {
    double[] opened = new double[5];
    for (int i = 0; i < opened.length; i++) {
      opened[i] = open(page);
    }
    System.out.printf("100,000 spans from click to rows: %s ms%n", Arrays.toString(opened));
    assertThat(page.page().locator("section[aria-label=Timeline] .card-head .note").innerText())
        .isEqualTo("100,000 rows");
    assertThat(Arrays.stream(opened).min().orElseThrow()).isLessThan(SEVERAL * 1_000);
  }

  @Test
  void chatOf100000Spans_scrollsAt50PicturesASecond(DashboardPage page) {
    open(page);
    @SuppressWarnings("unchecked")
    List<Number> times = (List<Number>) page.page().evaluate(SCROLLED);
    double[] sorted = times.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    double median = sorted[sorted.length / 2];
    System.out.printf(
        "scrolling: %d pictures, median %.1f ms, p95 %.1f ms, longest %.1f ms%n",
        sorted.length, median, sorted[(int) (sorted.length * 0.95)], sorted[sorted.length - 1]);
    assertThat(median).isLessThan(SEVERAL * 20);
    assertThat(page.page().locator(".fall-row").count()).as("rows in the document").isLessThan(200);
  }

  @Test
  void overview_isUsableWithinASecond(DashboardPage page) {
    double[] usable = new double[5];
    for (int i = 0; i < usable.length; i++) {
      page.page().navigate("about:blank");
      page.page()
          .navigate(
              "/",
              new Page.NavigateOptions()
                  .setWaitUntil(com.microsoft.playwright.options.WaitUntilState.COMMIT));
      page.page().waitForFunction(FIGURES);
      usable[i] = ((Number) page.page().evaluate("() => performance.now()")).doubleValue();
    }
    System.out.printf("overview usable: %s ms%n", Arrays.toString(usable));
    assertThat(Arrays.stream(usable).min().orElseThrow()).isLessThan(SEVERAL * 1_000);
  }

  private static double open(DashboardPage page) {
    page.open("/chats?range=7d&q=" + LongChat.ID);
    return ((Number) page.page().evaluate(FIRST_ROWS)).doubleValue();
  }
}
