// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.measure.Metric;
import ai.mozaiks.observability.server.alerts.measure.Timing;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.storage.Dimension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleWordsDocTest {
  private static final Path PAGE = Path.of("..", "docs", "alerts.md");

  static Stream<String> words() {
    return Stream.of(
            Stream.of(Metric.values()).map(Metric::word),
            Stream.of(Timing.values()).map(Timing::word),
            Stream.of(Figure.values()).map(Figure::word),
            Stream.of(Dimension.values()).map(Words::of),
            Stream.of(Severity.values()).map(Severity::word),
            Stream.of(NoData.values()).map(NoData::word))
        .flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("words")
  void explainsEveryWordOfRules(String word) throws IOException {
    assertThat(Files.readString(PAGE)).contains("`" + word + "`");
  }
}
