// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.LogLines;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  private static StorageException full() {
    return new StorageException(
        "/data: the journal cannot be written at the moment",
        true,
        new IOException("No space left on device"));
  }

  private final AtomicLong nanos = new AtomicLong(-5);
  private final Reasons reasons = new Reasons(UnaryOperator.identity(), nanos::get);

  @Test
  void saysAFullDiskOnceAMinute_withoutStackTrace_andToEverySender() {
    try (LogLines log = new LogLines(Reasons.class)) {
      for (int second = 0; second < 150; second++) {
        Refusal refusal = reasons.ofStore(full(), "POST /v1/traces");

        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.detail()).isEqualTo("the disk is full; send it again later");
        assertThat(refusal.headers()).containsEntry("Retry-After", "10");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      }

      assertThat(log.all())
          .hasSize(3)
          .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull())
          .extracting(line -> line.getFormattedMessage().replaceAll("(?s);.*", ""))
          .containsExactly(
              "The disk is full, requests get 503 until there is room: 1 since the last such line",
              "The disk is full, requests get 503 until there is room: 60 since the last such line",
              "The disk is full, requests get 503 until there is room: 60 since the last such line");
    }
  }

  @Test
  void keepsTheDetailsOfOtherFailures_forTheLog() {
    try (LogLines log = new LogLines(Reasons.class)) {
      Refusal refusal =
          reasons.ofStore(new StorageException("broken", false, null), "POST /v1/traces");

      assertThat(refusal.detail()).startsWith("the store cannot serve this now; incident ");
      assertThat(log.all())
          .singleElement()
          .satisfies(line -> assertThat(line.getThrowableProxy()).isNotNull());
    }
  }

  @Test
  void reachesTheSender_asAProblem() throws Exception {
    HttpHandler full =
        _ -> {
          throw full();
        };
    try (RoutePeer peer = new RoutePeer(routes -> routes.get("/full", full))) {
      HttpResponse<String> answer = peer.get("/full");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("10");
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.body()).contains("\"detail\":\"the disk is full; send it again later\"");
    }
  }
}
