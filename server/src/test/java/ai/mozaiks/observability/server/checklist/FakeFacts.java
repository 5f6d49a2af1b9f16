// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.server.shipping.ShippingReading;
import ai.mozaiks.observability.server.sources.SourceReading;
import ai.mozaiks.observability.server.uptime.CheckReading;
import ai.mozaiks.observability.server.uptime.CheckResult;
import ai.mozaiks.observability.server.uptime.CheckState;
import ai.mozaiks.observability.server.uptime.Outcome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A server for which all is well, until a test changes something.
final class FakeFacts implements Facts {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long GIB = 1L << 30;

  Instant now = NOW;
  ServerConfig config;
  double processStart = 1_772_366_000.123;
  List<String> obstacles = List.of();
  Lag lag = new Lag(0, 1000, 128 << 20);
  final Map<Signal, Balance.Reading> balance = new EnumMap<>(Signal.class);
  Telemetry telemetry = new Telemetry(NOW.minusSeconds(5), 10, 0, 0);
  Map<String, Long> unpriced = Map.of();
  final Map<String, Long> flags = new HashMap<>();
  Disk disk =
      new Disk(
          GIB,
          1 << 20,
          OptionalLong.of(500 * GIB),
          OptionalLong.of(1000 * GIB),
          new Growth(Duration.ofDays(2), 10 << 20));
  Optional<Path> readByAll = Optional.empty();
  Retention retention =
      new Retention(Duration.ofDays(30), NOW.minusSeconds(600), NOW.minusSeconds(86_400), null);
  static final Path GAPS = Path.of("data", JournalGaps.FILE);
  JournalGaps.Reading gaps = new JournalGaps.Reading(List.of(), GAPS, null);
  JavaRuntime java = JavaRuntime.ofThisProcess("restart");
  Memory memory = new Memory(GIB / 4, GIB, OptionalLong.of(GIB), OptionalLong.of(4 * GIB));
  RuleSet rules;
  AlertService.Status ruleStatus =
      new AlertService.Status(Map.of(), NOW.minusSeconds(3), null, Duration.ofMillis(2), 0, null);
  SloBoard.Reading slos = new SloBoard.Reading(NOW, Map.of());
  List<ChannelReading> channels;
  List<ShippingReading> shipping;
  List<SourceReading> sources = List.of();
  List<CheckReading> uptime = looked(Outcome.OK, "");

  FakeFacts(ServerConfig config) throws Exception {
    this.config = config;
    this.rules = RuleFiles.read(List.of(), List.<Path>of());
    for (Signal signal : Signal.values()) {
      balance.put(signal, new Balance.Reading(10, 10, 0, 10, 0, 0, 0, 0));
    }
    channels =
        List.of(
            new ChannelReading(
                "team",
                0,
                null,
                null,
                new ChannelReading.Test(NOW.minus(Duration.ofDays(10)), true, null)));
    shipping = List.of(shipping(0, 0, 0, ""));
  }

  static ShippingReading shipping(double lagSeconds, long dead, long lost, String trouble) {
    return new ShippingReading(
        "search",
        "elasticsearch",
        "http://es:9200",
        10,
        0,
        lagSeconds,
        10,
        0,
        0,
        dead,
        lost,
        NOW,
        trouble);
  }

  @Override
  public ServerConfig config() {
    return config;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public URI self() {
    return URI.create("http://self:8000");
  }

  @Override
  public double processStart() {
    return processStart;
  }

  @Override
  public List<String> obstacles() {
    return obstacles;
  }

  @Override
  public Lag lag() {
    return lag;
  }

  @Override
  public Map<Signal, Balance.Reading> balance() {
    return balance;
  }

  @Override
  public Telemetry telemetry() {
    return telemetry;
  }

  @Override
  public Map<String, Long> unpriced() {
    return unpriced;
  }

  @Override
  public Map<String, Long> flags() {
    return flags;
  }

  @Override
  public Disk disk() {
    return disk;
  }

  @Override
  public Optional<Path> readByAll() {
    return readByAll;
  }

  @Override
  public Retention retention() {
    return retention;
  }

  @Override
  public JournalGaps.Reading gaps() {
    return gaps;
  }

  @Override
  public JavaRuntime java() {
    return java;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public RuleSet rules() {
    return rules;
  }

  @Override
  public AlertService.Status ruleStatus() {
    return ruleStatus;
  }

  @Override
  public SloBoard.Reading slos() {
    return slos;
  }

  @Override
  public List<ChannelReading> channels() {
    return channels;
  }

  @Override
  public List<ShippingReading> shipping() {
    return shipping;
  }

  @Override
  public List<SourceReading> sources() {
    return sources;
  }

  @Override
  public List<CheckReading> uptime() {
    return uptime;
  }

  /// One address, as a look found it.
  static List<CheckReading> looked(Outcome outcome, String reason) {
    CheckResult result =
        new CheckResult(NOW.minusSeconds(30), outcome, Duration.ofMillis(80), 0, reason, null);
    return List.of(
        new CheckReading(
            "shop",
            true,
            new CheckState(NOW.minusSeconds(600), result.isUp() ? 0 : 3, result, null, null),
            Map.of()));
  }
}
