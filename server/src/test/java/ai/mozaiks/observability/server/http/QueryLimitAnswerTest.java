// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.QueryLimitException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A question that would take too much is the asker's affair: no incident, and what to do instead.
class QueryLimitAnswerTest {

  private static HttpResponse<String> answer(QueryLimitException thrown) throws Exception {
    try (RoutePeer peer =
        new RoutePeer(routes ->
            routes.get(
                "/ask",
                _ -> {
                  throw thrown;
                }))) {
      return peer.get("/ask");
    }
  }

  @Test
  void tooSlow_is504() throws Exception {
    HttpResponse<String> answer = answer(QueryLimitException.time(Duration.ofSeconds(10)));
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("stopped after 10000 ms").contains("Ask for less");
  }

  @Test
  void tooManyWaiting_is503WithRetryAfter() throws Exception {
    HttpResponse<String> answer = answer(QueryLimitException.waiting(32));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    assertThat(answer.body()).contains("32 others wait already");
  }

  @Test
  void tooLarge_is400() throws Exception {
    HttpResponse<String> answer = answer(QueryLimitException.size("points", 50_000, "less"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("points: more than 50000 (expected: at most 50000)");
  }
}
