// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FollowersTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Followers followers = new Followers("the news", LONG);

  private static Request request(String method) {
    return new Request(
        method, "/news", Map.of(), Map.of(), Map.of(), Body.of(new byte[0]), "127.0.0.1");
  }

  private static String told(Answer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.content().writeTo(out);
    return out.toString(UTF_8);
  }

  @Test
  void eventsAreWrittenInTheFormOfTheStandard() throws Exception {
    Answer answer =
        followers.answer(
            request("GET"),
            out -> {
              out.event("weather", "{\"rain\":true}");
              out.event("7", "weather", "{\"rain\":false}");
            });

    assertThat(answer.contentType()).isEqualTo("text/event-stream");
    assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
    assertThat(told(answer))
        .isEqualTo(
            """
            : following

            event: weather
            data: {"rain":true}

            id: 7
            event: weather
            data: {"rain":false}

            """);
  }

  @Test
  void silenceIsBroken_onlyAfterAWhile() throws Exception {
    Followers.Story silence =
        out -> {
          out.send();
          out.send();
        };

    assertThat(told(followers.answer(request("GET"), silence))).isEqualTo(": following\n\n");
    assertThat(told(new Followers("the news", Duration.ZERO).answer(request("GET"), silence)))
        .isEqualTo(": following\n\n: \n\n: \n\n");
  }

  @Test
  void whenTooManyFollow_furtherOnesAreAskedToComeLater() throws Exception {
    Deque<Answer> following = new ArrayDeque<>();
    for (int i = 0; i < 64; i++) {
      following.add(followers.answer(request("GET"), _ -> {}));
    }

    assertThatThrownBy(() -> followers.answer(request("GET"), _ -> {}))
        .isInstanceOf(Refusal.class)
        .hasMessage("64 clients follow the news already (expected: fewer)")
        .extracting(refusal -> ((Refusal) refusal).status())
        .isEqualTo(503);
    followers.answer(request("HEAD"), _ -> {}); // has nothing to follow

    told(following.remove());
    followers.answer(request("GET"), _ -> {});
  }

  @Test
  void whoIsGone_makesRoom() throws Exception {
    for (int i = 0; i < 100; i++) {
      Answer answer = followers.answer(request("GET"), out -> out.event("x", "1"));
      assertThatThrownBy(() -> answer.content().writeTo(new Gone()))
          .isInstanceOf(IOException.class);
    }
  }

  /// The connection of a client that went away.
  private static final class Gone extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("gone");
    }
  }
}
