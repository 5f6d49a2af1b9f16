// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathSegmentTest {
  private static final List<String> NAMES =
      List.of(
          "", ".", "..", "...", "~", "~.", "~..", "~~", "~a", "a", "a b", "a+b", "a/b", "%2F", "é",
          "?x=1#y");

  @Test
  void everyName_comesBackFromItsSegment_andNoTwoShareOne() {
    assertThat(NAMES)
        .allSatisfy(name -> assertThat(PathSegment.name(PathSegment.of(name))).isEqualTo(name));
    assertThat(NAMES.stream().map(PathSegment::of).distinct()).hasSameSizeAs(NAMES);
  }

  @Test
  void noSegment_isResolvedOnTheWay() {
    for (String name : NAMES) {
      String path = "/chats/" + PathSegment.of(name);

      assertThat(URI.create("http://localhost" + path).normalize().getRawPath()).isEqualTo(path);
    }
  }

  @Test
  void aRoute_readsNamesThatNoPathCarries() throws Exception {
    try (RoutePeer peer =
        new RoutePeer(routes ->
            routes.get(
                "/chats/{id}",
                request ->
                    Answer.of(
                        200,
                        "text/plain",
                        ("[" + request.pathParameter("id") + "]").getBytes(UTF_8))))) {
      assertThat(peer.get("/chats/~..").body()).isEqualTo("[..]");
      assertThat(peer.get("/chats/~a").body()).isEqualTo("[~a]");
      assertThat(peer.get("/chats/a+b%2Fc").headers().firstValue("X-Content-Type-Options"))
          .contains("nosniff");
    }
  }
}
