// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import static ai.mozaiks.observability.storage.contract.Samples.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.server.config.ShippingConfig.Fluentd;
import ai.mozaiks.observability.server.shipping.ForwardServer.Reaction;
import ai.mozaiks.observability.server.tls.TestCertificate;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.WrittenLog;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class FluentdDestinationTest {
  private static Instant at(long second) {
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static FluentdDestination to(int port, Fluentd.Form form) {
    return new FluentdDestination(
        new Fluentd("127.0.0.1", port, "mozaiksai.app", form, false, null, Duration.ofSeconds(1)));
  }

  private static List<WrittenLog> logs(int from, int to) {
    List<WrittenLog> logs = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      logs.add(new WrittenLog(i, Instant.EPOCH, log(i, at(i).plusNanos(i), null)));
    }
    return logs;
  }

  private static List<String> messages(ForwardServer server) {
    return server.entries().stream()
        .map(entry -> JSON.readTree(entry.text("log")))
        .map(line -> line.get("msg").asString())
        .toList();
  }

  @Test
  void sendsTheJsonLineAsTheGuidesParserExpectsIt() throws Exception {
    try (ForwardServer server = ForwardServer.on(0, _ -> Reaction.ACKNOWLEDGE);
        FluentdDestination destination = to(server.port(), Fluentd.Form.LINE)) {
      Destination.Outcome outcome = destination.deliver(logs(1, 3));
      assertThat(outcome.added()).isEqualTo(3);
      assertThat(messages(server)).containsExactly("line 1", "line 2", "line 3");
      StoredLog first = logs(1, 1).getFirst().log();
      ForwardServer.Entry entry = server.entries().getFirst();
      assertThat(entry.tag()).isEqualTo("mozaiksai.app");
      assertThat(entry.record()).containsOnlyKeys("log");
      assertThat(entry.text("log")).isEqualTo(LogDocument.line(first));
      assertThat(entry.seconds()).isEqualTo(at(1).getEpochSecond());
      assertThat(entry.nanos()).isEqualTo(1);
      assertThat(server.mistakes()).isEmpty();
    }
  }

  @Test
  void sendsFieldsOfTheirTypes_ifAskedTo() throws Exception {
    try (ForwardServer server = ForwardServer.on(0, _ -> Reaction.ACKNOWLEDGE);
        FluentdDestination destination = to(server.port(), Fluentd.Form.FIELDS)) {
      destination.deliver(logs(7, 7));
      ForwardServer.Entry entry = server.entries().getFirst();
      StoredLog sent = logs(7, 7).getFirst().log();
      assertThat(entry.record().keySet())
          .containsExactlyInAnyOrderElementsOf(LogDocument.fields(sent).propertyNames());
      assertThat(entry.text("msg")).isEqualTo("line 7");
      assertThat(entry.text("record_id")).isEqualTo(LogDocument.idOf(sent));
      assertThat(server.mistakes()).isEmpty();
    }
  }

  @Test
  void whatIsNotAcknowledged_isNotDelivered() throws Exception {
    List<Reaction> bad =
        List.of(
            Reaction.KEEP_SILENT,
            Reaction.KEEP_AND_CLOSE,
            Reaction.FORGET_AND_CLOSE,
            Reaction.ACKNOWLEDGE_ANOTHER);
    try (ForwardServer server =
            ForwardServer.on(0, i -> i < bad.size() ? bad.get(i) : Reaction.ACKNOWLEDGE);
        FluentdDestination destination = to(server.port(), Fluentd.Form.LINE)) {
      for (Reaction reaction : bad) {
        DeliveryException failure =
            catchThrowableOfType(DeliveryException.class, () -> destination.deliver(logs(1, 2)));
        assertThat(failure).as(reaction.name()).isNotNull();
        assertThat(failure.reason())
            .contains("127.0.0.1:" + server.port() + " did not acknowledge 2 records");
      }
      assertThat(destination.deliver(logs(1, 2)).added()).isEqualTo(2);
      assertThat(messages(server)).contains("line 1", "line 2");
      assertThat(server.mistakes()).isEmpty();
    }
  }

  @Test
  void aDestinationThatIsNotThere_isNamed_andFoundWhenItComesBack() throws Exception {
    int port = FreePort.any();
    ForwardServer server = ForwardServer.on(port, _ -> Reaction.ACKNOWLEDGE);
    try (FluentdDestination destination = to(port, Fluentd.Form.LINE)) {
      destination.deliver(logs(1, 1));
      server.close();
      DeliveryException failure =
          catchThrowableOfType(DeliveryException.class, () -> destination.deliver(logs(2, 2)));
      assertThat(failure).isNotNull();
      try (ForwardServer again = ForwardServer.on(port, _ -> Reaction.ACKNOWLEDGE)) {
        destination.deliver(logs(2, 2));
        assertThat(messages(again)).containsExactly("line 2");
      }
    }
  }

  @Test
  void timesBeyondWhatTheProtocolHolds_areCut() throws Exception {
    try (ForwardServer server = ForwardServer.on(0, _ -> Reaction.ACKNOWLEDGE);
        FluentdDestination destination = to(server.port(), Fluentd.Form.LINE)) {
      StoredLog early = log(1, Instant.parse("1960-01-01T00:00:00Z"), null);
      destination.deliver(List.of(new WrittenLog(1, Instant.EPOCH, early)));
      assertThat(server.entries().getFirst().seconds()).isZero();
      assertThat(server.entries().getFirst().text("log"))
          .contains("\"ts\":\"1960-01-01T00:00:00+00:00\"");
    }
  }

  private static FluentdDestination secureTo(String host, int port, @Nullable Path ca) {
    Duration patience = Duration.ofSeconds(5);
    return new FluentdDestination(
        new Fluentd(host, port, "mozaiksai.app", Fluentd.Form.LINE, true, ca, patience));
  }

  @Test
  void overTls_trustsTheCertificatesItIsGiven_andTheirNamesOnly(@TempDir Path folder)
      throws Exception {
    TestCertificate certificate = TestCertificate.make(folder, "dns:localhost");
    ServerSocket listener =
        certificate
            .server()
            .getServerSocketFactory()
            .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    int port = listener.getLocalPort();
    try (ForwardServer server = new ForwardServer(listener, _ -> Reaction.ACKNOWLEDGE);
        FluentdDestination trusting = secureTo("localhost", port, certificate.pem());
        FluentdDestination careful = secureTo("localhost", port, null);
        FluentdDestination elsewhere = secureTo("127.0.0.1", port, certificate.pem())) {
      assertThat(trusting.deliver(logs(1, 2)).added()).isEqualTo(2);
      assertThat(messages(server)).containsExactly("line 1", "line 2");
      for (FluentdDestination refusing : List.of(careful, elsewhere)) {
        DeliveryException failure =
            catchThrowableOfType(DeliveryException.class, () -> refusing.deliver(logs(3, 3)));
        assertThat(failure).isNotNull();
      }
      assertThat(server.entries()).hasSize(2);
    }
  }

  /// Acknowledges mostly.
  private static final class Moody implements IntFunction<Reaction> {
    private final Random random = new Random(3);
    private int keptInSilence;

    @Override
    public Reaction apply(int chunk) {
      Reaction[] all = Reaction.values();
      Reaction reaction =
          random.nextInt(5) > 0 ? Reaction.ACKNOWLEDGE : all[random.nextInt(all.length)];
      if (reaction != Reaction.ACKNOWLEDGE && reaction != Reaction.FORGET_AND_CLOSE) {
        keptInSilence++;
      }
      return reaction;
    }
  }

  @Test
  void whateverTheReceiverDoes_noLineIsLost_andOnlyWhatWasNotAcknowledgedComesTwice(
      @TempDir Path folder) throws Exception {
    Moody mood = new Moody();
    List<String> received = new ArrayList<>();
    try (InMemoryStorage store = new InMemoryStorage()) {
      int port = FreePort.any();
      ForwardServer server = ForwardServer.on(port, mood);
      FluentdDestination destination = to(port, Fluentd.Form.LINE);
      Shipper shipper =
          new Shipper(
              new Shipper.Label("bits", "fluentd", "here"),
              destination,
              store.reader(),
              store::logPositions,
              new PositionFile(folder.resolve("position.json")),
              store.logPositions(),
              new DeadLetters(null, store.logPositions()),
              new Backoff(new SplittableRandom(1)),
              _ -> {},
              () -> at(0));
      for (int round = 0; round < 40; round++) {
        Scenario scenario = new Scenario();
        for (int i = 0; i < 25; i++) {
          scenario.logs(log(round * 25L + i, at(0), null));
        }
        store.write(scenario.batch(0));
        if (round == 20) {
          server.close();
          received.addAll(messages(server));
          assertThat(server.mistakes()).isEmpty();
          server = ForwardServer.on(port, mood);
        }
        assertThat(shipper.shipSome()).isTrue();
      }
      received.addAll(messages(server));
      assertThat(server.mistakes()).isEmpty();
      server.close();
      destination.close();
      assertThat(shipper.read().shipped()).isEqualTo(1_000);
    }
    assertThat(new HashSet<>(received)).hasSize(1_000);
    assertThat(mood.keptInSilence).isPositive();
    assertThat(received).hasSize(1_000 + 25 * mood.keptInSilence);
  }
}
