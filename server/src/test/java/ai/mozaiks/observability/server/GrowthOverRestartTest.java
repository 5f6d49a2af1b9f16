// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.checklist.GrowthFile;
import ai.mozaiks.observability.server.checklist.StoreGrowth.Measurement;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// How the data grows is known at once after a restart.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GrowthOverRestartTest {
  @TempDir Path data;

  private Server start() throws Exception {
    return Server.start(
        ServerConfig.defaults(data).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .build());
  }

  private static String evidence(HttpPeer peer, String id) throws Exception {
    for (JsonNode check : peer.json("/api/checklist").get("checks")) {
      if (check.get("id").asString().equals(id)) {
        return check.get("evidence").asString();
      }
    }
    throw new AssertionError("no check " + id);
  }

  @Test
  void isKnownAtOnce_byWhatTheProcessBeforeMeasured() throws Exception {
    List<Measurement> earlier = new ArrayList<>();
    Instant now = Instant.now();
    for (int minutes = 8 * 60 + 5; minutes > 0; minutes -= 10) {
      Instant at = now.minus(Duration.ofMinutes(minutes));
      earlier.add(new Measurement(at, (1L << 30) - minutes * (1L << 20)));
    }
    new GrowthFile(data).write(earlier);

    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(evidence(peer, "store_size")).contains("grows by 1.4 GiB a day, by the last 8 h");
      assertThat(evidence(peer, "disk_space")).contains(", full in ", "as in the last 8 h");
    }
  }

  @Test
  void isRemembered_fromTheFirstMeasurementOn_andAStartNeedsNoGoodFile() throws Exception {
    Files.writeString(data.resolve(GrowthFile.NAME), "broken");
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(evidence(peer, "store_size")).contains("growth unknown: watched for 0.0 s");
      Instant deadline = Instant.now().plusSeconds(60);
      while (new GrowthFile(data).read().isEmpty()) {
        assertThat(Instant.now()).as("deadline").isBefore(deadline);
        Thread.sleep(20);
      }
    }

    assertThat(new GrowthFile(data).read()).hasSize(1);
  }
}
