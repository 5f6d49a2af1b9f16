// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTextTest {

  @ParameterizedTest
  @CsvSource({
    "30d, P30D",
    "2m, PT2M",
    "500ms, PT0.5S",
    "1h30m, PT1H30M",
    "0s, PT0S",
    "90s, PT1M30S",
    "36500d, P36500D"
  })
  void readsDurations(String text, Duration expected) {
    assertThat(DurationText.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "30", "d", "-1d", "1.5h", "1 h", "1w", "9999999999d", "200000d", "36500d1ms"})
  void refusesOtherDurations(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "P1DT2H3M4.005S, 1d2h3m4s5ms", "PT90M, 1h30m"})
  void writesDurationsThatCanBeReadAgain(Duration duration, String text) {
    assertThat(DurationText.write(duration)).isEqualTo(text);
    assertThat(DurationText.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "17B, 17",
    "1KiB, 1024",
    "64MiB, 67108864",
    "64 MiB, 67108864",
    "2GiB, 2147483648"
  })
  void readsSizes(String text, long expected) {
    assertThat(SizeText.parse(text)).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "1MB", "1mib", "-1", "1.5GiB", "999999999999GiB"})
  void refusesOtherSizes(String text) {
    assertThat(SizeText.parse(text)).isEmpty();
  }

  @Test
  void guessesTheWordThatWasMeant() {
    assertThat(Spelling.distance("prot", "port")).isEqualTo(1);
    assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    assertThat(Spelling.nearest("retension", List.of("kind", "retention"))).contains("retention");
    assertThat(Spelling.nearest("colour", List.of("port", "host"))).isEmpty();
  }
}
