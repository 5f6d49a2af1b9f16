// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import static ai.mozaiks.observability.storage.contract.Samples.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.ShippingConfig.Fluentd;
import ai.mozaiks.observability.server.shipping.ForwardServer.Reaction;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.WrittenLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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
    ForwardServer server = ForwardServer.on(0, _ -> Reaction.ACKNOWLEDGE);
    int port = server.port();
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
}
