// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Logstash's file against the grammar of its configuration.
class LogstashGrammarIT {
  @TempDir Path folder;

  private Path written(String settings) throws Exception {
    WrittenBundle.into(folder.resolve("bundle"), settings.split(" ", -1));
    return folder.resolve("bundle/logstash/mozaiks.conf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search.is_opensearch=false",
        "search.is_opensearch=true",
        "search.daily_indices=true",
        "search.daily_indices=true search.is_opensearch=true search.user=ops search.ca_file=/etc/ca.pem"
      })
  void theFileIsInTheGrammar(String settings) throws Exception {
    Programs.Outcome outcome = Checkers.in(folder).logstash(written(settings));
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  @Test
  void whatIsNotIsFound() throws Exception {
    Path file = written("search.is_opensearch=true");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("hosts => ", "hosts: "));
    Programs.Outcome outcome = Checkers.in(folder).logstash(file);
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("mozaiks.conf:");
  }
}
