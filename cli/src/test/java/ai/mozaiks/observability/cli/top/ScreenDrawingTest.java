// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenDrawingTest {
  private final StringWriter out = new StringWriter();

  @Test
  void drawsOneScreenOverTheOther() {
    ScreenDrawing drawing = new ScreenDrawing(new PrintWriter(out), true);

    drawing.draw(List.of("one", "two"));
    drawing.draw(List.of("three"));

    assertThat(out)
        .hasToString("\u001B[Hone\u001B[K\ntwo\u001B[K\n\u001B[J\u001B[Hthree\u001B[K\n\u001B[J");
  }

  @Test
  void writesNoControlSequence_whereTheTerminalObeysNone() {
    ScreenDrawing drawing = new ScreenDrawing(new PrintWriter(out), false);

    drawing.draw(List.of("one", "two"));
    drawing.draw(List.of("three"));

    assertThat(out).hasToString("one\ntwo\n\nthree\n");
  }
}
