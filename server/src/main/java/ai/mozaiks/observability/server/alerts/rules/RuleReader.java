// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.measure.Metric;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Timing;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.alerts.slo.BurnWindow;
import ai.mozaiks.observability.server.alerts.slo.Indicator;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import ai.mozaiks.observability.server.alerts.slo.SloSet;
import ai.mozaiks.observability.server.config.TableReader;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.storage.Dimension;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one rule. A mistake is reported with the file and the line, and the reading goes on, so
/// that all mistakes are reported at once.
final class RuleReader {
  private static final List<String> COMMON =
      List.of(
          "name", "kind", "severity", "labels", "annotations", "for", "keep_firing_for", "no_data");
  private static final String KINDS =
      "threshold, quantile, ratio, absence, cost, burn_rate, chat_flag, unpriced, level, server or uptime";
  private static final Pattern CHECK = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
  private static final Duration MONTH = Duration.ofDays(31);
  private static final int LONGEST_LABEL = 500;

  /// What a rule says of itself is shown, kept and exported wherever its alerts are.
  private static final Redactor REDACTOR = Redactor.standard();

  private final Map<String, Slo> slos = new LinkedHashMap<>();
  private final Set<String> off;

  RuleReader(SloSet slos) {
    slos.slos().forEach(slo -> this.slos.put(slo.name(), slo));
    this.off = slos.off();
  }

  /// Reads one kind of rule; null if it has a mistake.
  private interface Kind {
    @Nullable Rule read(TableReader table, RuleHead head);
  }

  /// Reads a rule.
  ///
  /// @return null if it has a mistake, or is about a service level that was taken away
  @Nullable Rule read(TableReader table) {
    RuleHead head = head(table);
    String kind = table.requiredText("kind");
    if (kind == null) {
      return null;
    }
    try {
      Rule rule = read(table, kind, head == null ? RuleHead.of("unnamed", Severity.INFO) : head);
      if (head != null && rule != null) {
        checkLabels(table, rule);
      }
      return head == null ? null : rule;
    } catch (IllegalArgumentException e) {
      table.problemWithout("kind", String.valueOf(e.getMessage()), "a rule that can be evaluated");
      return null;
    }
  }

  private @Nullable Rule read(TableReader table, String kind, RuleHead head) {
    return switch (kind) {
      case "threshold" ->
          read(table, head, RuleReader::threshold, "of", "window", "by", "where", "above", "below");
      case "quantile" ->
          read(
              table,
              head,
              RuleReader::quantile,
              "of",
              "quantile",
              "window",
              "by",
              "where",
              "above",
              "below",
              "min_count");
      case "ratio" ->
          read(
              table,
              head,
              RuleReader::ratio,
              "of",
              "to",
              "window",
              "by",
              "where",
              "above",
              "below",
              "min_count");
      case "absence" ->
          read(table, head, RuleReader::absence, "of", "window", "lookback", "by", "where");
      case "cost" -> read(table, head, RuleReader::cost, "per", "zone", "by", "where", "above");
      case "burn_rate" -> read(table, head, this::burnRate, "slo", "windows", "min_bad");
      case "chat_flag" -> read(table, head, RuleReader::flagged, "flags", "where");
      case "unpriced" -> read(table, head, RuleReader::unpriced, "window", "by", "where");
      case "level" ->
          read(table, head, RuleReader::ofChats, "figure", "by", "where", "above", "below");
      case "server" -> read(table, head, RuleReader::ofServer, "figure", "above", "below");
      case "uptime" -> read(table, head, RuleReader::uptime, "figure", "checks", "above", "below");
      default -> {
        table.problem("kind", KINDS);
        yield null;
      }
    };
  }

  private static @Nullable Rule read(TableReader table, RuleHead head, Kind kind, String... keys) {
    table.refuseOthers(COMMON, List.of(keys));
    return kind.read(table, head);
  }

  private static @Nullable RuleHead head(TableReader table) {
    String name = table.requiredText("name");
    Severity severity = table.word("severity", Severity.WARNING, Severity.values(), Severity::word);
    Duration pending = table.duration("for", Duration.ZERO, Duration.ZERO, MONTH);
    Duration keep = table.duration("keep_firing_for", Duration.ZERO, Duration.ZERO, MONTH);
    NoData noData = table.word("no_data", NoData.OK, NoData.values(), NoData::word);
    Map<String, String> annotations = table.map("annotations");
    annotations.forEach((key, text) -> {
      String mistake = RuleText.mistakeIn(text);
      if (!mistake.isEmpty()) {
        table.problemWithout(
            "annotations",
            key + ": " + mistake,
            "{{value}}, {{limit}}, {{window}}, {{count}}, {{reason}}, {{labels.app}} and so on");
      }
    });
    annotations.replaceAll((_, text) -> REDACTOR.redact(text));
    Map<String, String> labels = table.map("labels");
    labels.replaceAll(REDACTOR::redactValue);
    if (labels.values().stream().anyMatch(value -> value.length() > LONGEST_LABEL)) {
      table.problemWithout(
          "labels", "too long", "values of at most " + LONGEST_LABEL + " characters");
    }
    if (!labels.keySet().stream().allMatch(key -> RuleHead.NAME.matcher(key).matches())) {
      table.problem("labels", "names of letters, digits and _, no digit first");
    }
    if (name != null && !RuleHead.NAME.matcher(name).matches()) {
      table.problem("name", "letters, digits and _, at most 100, no digit first");
      return null;
    }
    return name == null
        ? null
        : new RuleHead(name, severity, labels, annotations, pending, keep, noData, table.source());
  }

  private static void checkLabels(TableReader table, Rule rule) {
    Set<String> labels = new TreeSet<>(rule.labelNames());
    rule.head()
        .annotations()
        .forEach((key, text) -> {
          Set<String> unknown = RuleText.labelsIn(text);
          unknown.removeAll(labels);
          unknown.forEach(label ->
              table.problemWithout(
                  "annotations",
                  key + ": {{labels." + label + "}}",
                  "labels of its alerts: " + String.join(", ", labels)));
        });
  }

  private static @Nullable Rule threshold(TableReader table, RuleHead head) {
    Metric metric = Words.required(table, "of", Metric.values(), Metric::word);
    Window window = window(table);
    Condition condition =
        Conditions.read(
            table, metric == Metric.COST_USD ? Condition.Unit.USD : Condition.Unit.NUMBER);
    Kept kept = Kept.read(table);
    return metric == null || window == null || condition == null
        ? null
        : new Rule.Threshold(head, kept.counted(metric), window, condition);
  }

  private static @Nullable Rule quantile(TableReader table, RuleHead head) {
    Timing timing = Words.required(table, "of", Timing.values(), Timing::word);
    Window window = window(table);
    Double quantile =
        table.value(
            "quantile",
            "above 0 and below 1, such as 0.95",
            text -> {
              BigDecimal number = Conditions.decimal(text);
              return number != null && number.signum() > 0 && number.compareTo(BigDecimal.ONE) < 0
                  ? number.doubleValue()
                  : null;
            });
    Condition condition = Conditions.read(table, Condition.Unit.SECONDS);
    Kept kept = Kept.read(table);
    long minCount = minCount(table);
    if (timing == null || window == null || condition == null) {
      return null;
    }
    Selection of = new Selection(new Quantity.Time(timing), kept.by(), kept.where());
    return new Rule.Slow(head, of, quantile == null ? 0.95 : quantile, window, condition, minCount);
  }

  private static @Nullable Rule ratio(TableReader table, RuleHead head) {
    Metric of = Words.required(table, "of", Metric.values(), Metric::word);
    Metric to = Words.required(table, "to", Metric.values(), Metric::word);
    Window window = window(table);
    Condition condition = Conditions.read(table, Condition.Unit.SHARE);
    Kept kept = Kept.read(table);
    long minCount = minCount(table);
    return of == null || to == null || window == null || condition == null
        ? null
        : new Rule.Ratio(head, kept.counted(of), kept.counted(to), window, condition, minCount);
  }

  private static @Nullable Rule absence(TableReader table, RuleHead head) {
    Metric metric = Words.required(table, "of", Metric.values(), Metric::word);
    Window.Sliding window = window(table);
    Duration lookback =
        table.duration(
            "lookback", Duration.ofDays(1), Duration.ofMinutes(1), Window.Sliding.LONGEST);
    Kept kept = Kept.read(table);
    return metric == null || window == null
        ? null
        : new Rule.Absence(head, kept.counted(metric), window, new Window.Sliding(lookback));
  }

  private static @Nullable Rule cost(TableReader table, RuleHead head) {
    ZoneId given =
        table.value(
            "zone",
            "a time zone such as Europe/Berlin or UTC",
            text -> {
              try {
                return ZoneId.of(text);
              } catch (DateTimeException e) {
                return null;
              }
            });
    ZoneId zone = given == null ? ZoneOffset.UTC : given;
    Window window =
        Words.required(
            table,
            "per",
            new Window[] {new Window.Day(zone), new Window.Month(zone)},
            each -> each instanceof Window.Day ? "day" : "month");
    if (!table.has("above")) {
      table.problemWithout("above", "missing", "US dollars");
    }
    Long limit =
        table.value(
            "above",
            "US dollars above 0, such as 100 or 99.50",
            text -> {
              BigDecimal usd = Conditions.decimal(text);
              Long pico = usd == null ? null : Usd.toPico(usd);
              return pico == null || pico == 0 ? null : pico;
            });
    Kept kept = Kept.read(table);
    return window == null || limit == null
        ? null
        : Rule.Cost.of(head, kept.by(), kept.where(), window, limit);
  }

  private @Nullable Rule burnRate(TableReader table, RuleHead head) {
    String name = table.requiredText("slo");
    Slo slo = name == null ? null : slos.get(name);
    if (name != null && slo == null && !off.contains(name)) {
      table.problem(
          "slo",
          slos.isEmpty() ? "a service level; there are none" : String.join(", ", slos.keySet()));
    }
    String pace = table.word("windows", "fast", new String[] {"fast", "slow"}, Function.identity());
    boolean ofCosts = slo != null && slo.indicator() instanceof Indicator.Spending;
    long minBad = count(table, "min_bad", ofCosts ? 0 : 1);
    return slo == null
        ? null
        : new Rule.BurnRate(
            head, slo, pace.equals("fast") ? BurnWindow.FAST : BurnWindow.SLOW, minBad);
  }

  private static @Nullable Rule flagged(TableReader table, RuleHead head) {
    Set<ChatFlag.Kind> flags = EnumSet.noneOf(ChatFlag.Kind.class);
    for (String text : table.texts("flags")) {
      ChatFlag.Kind flag = Words.find(ChatFlag.Kind.values(), ChatFlag.Kind::word, text);
      if (flag == null) {
        table.problem("flags", Words.list(ChatFlag.Kind.values(), ChatFlag.Kind::word));
      } else {
        flags.add(flag);
      }
    }
    Map<Dimension, String> where = Words.where(table);
    Set<Dimension> ofChats = EnumSet.of(Dimension.APP, Dimension.WORKFLOW, Dimension.USER);
    if (!ofChats.containsAll(where.keySet())) {
      table.problem("where", "app, workflow or user, which chats have");
      return null;
    }
    return new Rule.Flagged(
        head, flags.isEmpty() ? EnumSet.allOf(ChatFlag.Kind.class) : flags, where);
  }

  private static @Nullable Rule unpriced(TableReader table, RuleHead head) {
    Window window = table.has("window") ? window(table) : new Window.Sliding(Duration.ofHours(1));
    List<Dimension> by =
        table.has("by") ? Words.by(table) : List.of(Dimension.MODEL, Dimension.PROVIDER);
    Selection calls =
        new Selection(new Quantity.Count(Metric.UNPRICED_CALLS), by, Words.where(table));
    return window == null ? null : new Rule.Unpriced(head, calls, window);
  }

  private static @Nullable Rule ofChats(TableReader table, RuleHead head) {
    return level(table, head, true);
  }

  private static @Nullable Rule ofServer(TableReader table, RuleHead head) {
    return level(table, head, false);
  }

  private static @Nullable Rule level(TableReader table, RuleHead head, boolean ofChats) {
    Figure[] figures =
        Arrays.stream(Figure.values())
            .filter(each -> each.ofChats() == ofChats)
            .toArray(Figure[]::new);
    Figure figure = Words.required(table, "figure", figures, Figure::word);
    if (figure == null) {
      return null;
    }
    Condition condition = Conditions.read(table, figure.unit());
    Kept kept = Kept.read(table);
    return condition == null
        ? null
        : new Rule.Level(head, figure, kept.by(), kept.where(), condition);
  }

  private static @Nullable Rule uptime(TableReader table, RuleHead head) {
    UptimeFigure figure =
        Words.required(table, "figure", UptimeFigure.values(), UptimeFigure::word);
    Condition condition = figure == null ? null : Conditions.read(table, figure.unit());
    List<String> checks = table.texts("checks");
    if (!checks.stream().allMatch(each -> CHECK.matcher(each).matches())) {
      table.problem("checks", "names of uptime.checks");
      return null;
    }
    return figure == null || condition == null
        ? null
        : new Rule.Uptime(head, figure, Set.copyOf(checks), condition);
  }

  /// What events are kept apart by, and which are looked at. Read once for each rule, whatever else
  /// is wrong with it, so that each mistake is reported, and once.
  private record Kept(List<Dimension> by, Map<Dimension, String> where) {
    static Kept read(TableReader table) {
      return new Kept(Words.by(table), Words.where(table));
    }

    Selection counted(Metric metric) {
      return new Selection(new Quantity.Count(metric), by, where);
    }
  }

  private static Window.@Nullable Sliding window(TableReader table) {
    if (!table.has("window")) {
      table.problemWithout("window", "missing", "a duration such as 5m");
      return null;
    }
    Duration length =
        table.duration("window", Duration.ZERO, Window.Sliding.SHORTEST, Window.Sliding.LONGEST);
    return length.isZero() ? null : new Window.Sliding(length);
  }

  private static long minCount(TableReader table) {
    return count(table, "min_count", 1);
  }

  private static long count(TableReader table, String name, long fallback) {
    Long count =
        table.value(
            name,
            "a number from 0 on",
            text -> text.matches("\\d{1,15}") ? (Long) Long.parseLong(text) : null);
    return count == null ? fallback : count;
  }
}
