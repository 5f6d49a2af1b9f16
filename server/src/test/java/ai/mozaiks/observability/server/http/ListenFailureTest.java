// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ListenFailureTest {

  private static HttpServer server(String host, int port) {
    return new HttpServer(
        List.of(new Endpoint("port", host, port, Router.builder().build())),
        HttpLimits.DEFAULT,
        new ByteBudget(1 << 20),
        new Reasons(UnaryOperator.identity()));
  }

  @Test
  void namesAHostThatIsNotOfThisMachine() {
    // Of the range for documentation (RFC 5737): nobody's own.
    try (HttpServer server = server("192.0.2.1", 0)) {
      assertThatThrownBy(server::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("host: 192.0.2.1 is no address of this machine (expected: ");
    }
  }

  @Test
  void namesAHostThatNobodyKnows() {
    // Reserved to be unknown (RFC 6761).
    try (HttpServer server = server("nowhere.invalid", 0)) {
      assertThatThrownBy(server::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("host: nowhere.invalid is not known (expected: ");
    }
  }
}
