// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2025-10-02T10:00:00Z");

  private static @Nullable Duration of(String value) {
    return RetryAfter.of(
        HttpHeaders.of(Map.of("Retry-After", List.of(value)), (name, text) -> true), NOW);
  }

  @Test
  void readsSeconds() {
    assertThat(of("7")).isEqualTo(Duration.ofSeconds(7));
    assertThat(of(" 0 ")).isEqualTo(Duration.ZERO);
  }

  @Test
  void readsADate() {
    assertThat(of("Thu, 02 Oct 2025 10:00:30 GMT")).isEqualTo(Duration.ofSeconds(30));
    assertThat(of("Thu, 02 Oct 2025 09:00:00 GMT")).isEqualTo(Duration.ZERO);
  }

  @Test
  void waitsForFiveMinutesAtMost() {
    assertThat(of("86400")).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void saysNothing_whenTheHeaderIsAbsentOrUnusable() {
    assertThat(of("99999999999999999999")).isNull();
    assertThat(of("-5")).isNull();
    assertThat(of("soon")).isNull();
    assertThat(of("")).isNull();
    assertThat(RetryAfter.of(HttpHeaders.of(Map.of(), (name, text) -> true), NOW)).isNull();
  }
}
