// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A start that fails leaves nothing behind: no port, no thread, no lock on the data folder.
class StartFailureTest {
  private static final Set<String> THREADS = Set.of("fold", "store-writer", "journal-writer");

  @TempDir Path data;

  private static ServerSocket anyPort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> THREADS.contains(thread.getName()))
        .collect(Collectors.toSet());
  }

  private ServerConfig config(int port, int grpcPort) {
    return ServerConfig.defaults(data).toBuilder()
        .port(port)
        .otlpPort(ServerConfig.OFF)
        .grpcPort(grpcPort)
        .build();
  }

  @Test
  void letsGoOfTheStore_whenThePortIsTaken() throws Exception {
    Set<Thread> before = threads();
    try (ServerSocket taken = anyPort()) {
      ServerConfig config = config(taken.getLocalPort(), ServerConfig.OFF);

      assertThatThrownBy(() -> Server.start(config))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }

    assertThat(threads()).isSubsetOf(before);
    try (Server server = Server.start(config(0, ServerConfig.OFF))) {
      assertThat(server.port()).as("the folder is free").isPositive();
    }
  }

  @Test
  void closesThePortsThatAreOpen_whenAnotherIsTaken() throws Exception {
    int port = FreePort.any();
    try (ServerSocket taken = anyPort()) {
      ServerConfig config = config(port, taken.getLocalPort());

      assertThatThrownBy(() -> Server.start(config)).isInstanceOf(IOException.class);

      try (Server server = Server.start(config(port, ServerConfig.OFF))) {
        assertThat(server.port()).isEqualTo(port);
      }
    }
  }
}
