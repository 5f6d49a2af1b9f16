// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import static java.util.Objects.requireNonNullElse;

import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.alerts.engine.Surroundings.CheckedAddress;
import ai.mozaiks.observability.server.alerts.engine.Surroundings.FlaggedChat;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.measure.Quantiles;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.rules.Condition;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.slo.BurnRates;
import ai.mozaiks.observability.server.alerts.slo.BurnWindow;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.storage.Dimension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Judges the groups of rules by what is measured and what surrounds them, at one instant.
final class Evaluator {
  private final Measures measures;
  private final Surroundings surroundings;

  /// Null until a rule asks for them: while the server starts, they are not known.
  private @Nullable List<FlaggedChat> chats;

  /// @param measures advanced to the instant
  Evaluator(Measures measures, Surroundings surroundings) {
    this.measures = measures;
    this.surroundings = surroundings;
  }

  private List<FlaggedChat> chats() {
    List<FlaggedChat> known = chats;
    if (known == null) {
      known = surroundings.chats();
      chats = known;
    }
    return known;
  }

  /// Gives what a rule says of each group of which anything is known.
  void evaluate(Rule rule, Consumer<Sample> samples) {
    switch (rule) {
      case Rule.Threshold threshold -> evaluate(threshold, samples);
      case Rule.Slow slow -> evaluate(slow, samples);
      case Rule.Ratio ratio -> evaluate(ratio, samples);
      case Rule.Absence absence -> evaluate(absence, samples);
      case Rule.Cost cost -> evaluate(cost, samples);
      case Rule.BurnRate burn -> evaluate(burn, samples);
      case Rule.Flagged flagged -> evaluate(flagged, samples);
      case Rule.Unpriced unpriced -> evaluate(unpriced, samples);
      case Rule.Level level -> evaluate(level, samples);
      case Rule.Uptime uptime -> evaluate(uptime, samples);
    }
  }

  private static Verdict verdict(boolean bad) {
    return bad ? Verdict.BAD : Verdict.GOOD;
  }

  /// All groups of a selection, and the one of all even when nothing is known of it.
  private void forEach(Selection selection, Window window, GroupConsumer consumer) {
    Measurement measurement = new Measurement(selection, window);
    if (selection.by().isEmpty()) {
      consumer.accept(Group.ALL, measures.sums(measurement, Group.ALL));
    } else {
      measures.forEach(measurement, consumer::accept);
    }
  }

  private interface GroupConsumer {
    void accept(Group group, long[] sums);
  }

  private void evaluate(Rule.Threshold rule, Consumer<Sample> samples) {
    long unit = ((Quantity.Count) rule.of().quantity()).metric().unitsPerOne();
    forEach(
        rule.of(),
        rule.window(),
        (group, sums) -> {
          double value = (double) sums[0] / unit;
          samples.accept(new Sample(group, verdict(rule.condition().isMetBy(value)), value, 0));
        });
  }

  private void evaluate(Rule.Slow rule, Consumer<Sample> samples) {
    forEach(
        rule.of(),
        rule.window(),
        (group, buckets) -> {
          long count = Quantiles.count(buckets);
          double value = Quantiles.of(rule.quantile(), buckets);
          Verdict verdict =
              count == 0 || count < rule.minCount()
                  ? Verdict.NO_DATA
                  : verdict(rule.condition().isMetBy(value));
          samples.accept(new Sample(group, verdict, value, count));
        });
  }

  private void evaluate(Rule.Ratio rule, Consumer<Sample> samples) {
    Measurement counted = new Measurement(rule.of(), rule.window());
    forEach(
        rule.to(),
        rule.window(),
        (group, sums) -> {
          long to = sums[0];
          double value = to <= 0 ? Double.NaN : (double) measures.sums(counted, group)[0] / to;
          Verdict verdict =
              to <= 0 || to < rule.minCount()
                  ? Verdict.NO_DATA
                  : verdict(rule.condition().isMetBy(value));
          samples.accept(new Sample(group, verdict, value, to));
        });
  }

  private void evaluate(Rule.Absence rule, Consumer<Sample> samples) {
    Measurement recent = new Measurement(rule.of(), rule.window());
    boolean always = rule.of().by().isEmpty();
    forEach(
        rule.of(),
        rule.lookback(),
        (group, sums) -> {
          if (always || total(sums) > 0) {
            long now = total(measures.sums(recent, group));
            samples.accept(new Sample(group, verdict(now <= 0), now, 0));
          }
        });
  }

  private static long total(long[] sums) {
    return sums.length == 1 ? sums[0] : Quantiles.count(sums);
  }

  private void evaluate(Rule.Cost rule, Consumer<Sample> samples) {
    forEach(
        rule.of(),
        rule.window(),
        (group, sums) ->
            samples.accept(
                new Sample(
                    group,
                    verdict(sums[0] > rule.limitPicoUsd()),
                    (double) sums[0] / Usd.PICO,
                    0)));
  }

  private void evaluate(Rule.Unpriced rule, Consumer<Sample> samples) {
    forEach(
        rule.of(),
        rule.window(),
        (group, sums) -> samples.accept(new Sample(group, verdict(sums[0] > 0), sums[0], 0)));
  }

  private void evaluate(Rule.BurnRate rule, Consumer<Sample> samples) {
    BurnWindow longest = rule.windows().getLast();
    Window all = new Window.Sliding(longest.longWindow());
    List<Group> groups =
        rule.slo().by().isEmpty()
            ? List.of(Group.ALL)
            : List.copyOf(BurnRates.groups(rule.slo(), all, measures));
    for (Group group : groups) {
      samples.accept(burn(rule, group));
    }
  }

  /// The pair of windows that is nearest to its limit, or furthest above it.
  private Sample burn(Rule.BurnRate rule, Group group) {
    double worst = Double.NaN;
    double worstShare = Double.NaN;
    boolean bad = false;
    for (BurnWindow pair : rule.windows()) {
      double overLong = rate(rule, group, new Window.Sliding(pair.longWindow()));
      double overShort = rate(rule, group, new Window.Sliding(pair.shortWindow()));
      double both = Math.min(overLong, overShort); // NaN if one is
      bad |= both > pair.factor() && hasEnough(rule, group, pair);
      double share = both / pair.factor();
      if (Double.isNaN(worstShare) || share > worstShare) {
        worstShare = share;
        worst = both;
      }
    }
    Verdict verdict = Double.isNaN(worst) ? Verdict.NO_DATA : verdict(bad);
    return new Sample(group, verdict, worst, 0);
  }

  private boolean hasEnough(Rule.BurnRate rule, Group group, BurnWindow pair) {
    Window.Sliding window = new Window.Sliding(pair.longWindow());
    return rule.minBad() == 0
        || BurnRates.outcome(rule.slo(), group, window, measures).bad() >= rule.minBad();
  }

  private double rate(Rule.BurnRate rule, Group group, Window.Sliding window) {
    return BurnRates.rate(rule.slo(), BurnRates.outcome(rule.slo(), group, window, measures));
  }

  private void evaluate(Rule.Flagged rule, Consumer<Sample> samples) {
    for (FlaggedChat each : chats()) {
      // Those that ended keep the flags of their run, and nobody can do anything about them.
      if (each.chat().status() != ChatStatus.RUNNING || !has(each, rule.where())) {
        continue;
      }
      for (ChatFlag flag : each.flags()) {
        if (rule.flags().contains(flag.kind())) {
          Group group =
              new Group(
                  List.of(
                      valueOf(each, Dimension.APP),
                      valueOf(each, Dimension.WORKFLOW),
                      each.chat().key().chatId(),
                      flag.kind().word()));
          samples.accept(new Sample(group, Verdict.BAD, Double.NaN, 0, flag.reason()));
        }
      }
    }
  }

  private static String valueOf(FlaggedChat chat, Dimension dimension) {
    return switch (dimension) {
      case APP -> chat.chat().key().app();
      case WORKFLOW -> requireNonNullElse(chat.chat().summary().workflow(), "");
      case USER -> requireNonNullElse(chat.chat().summary().user(), "");
      case AGENT, MODEL, PROVIDER, TOOL -> "";
    };
  }

  private static boolean has(FlaggedChat chat, Map<Dimension, String> where) {
    return where.entrySet().stream()
        .allMatch(each -> valueOf(chat, each.getKey()).equals(each.getValue()));
  }

  private void evaluate(Rule.Level rule, Consumer<Sample> samples) {
    if (!rule.figure().ofChats()) {
      double value = surroundings.read(rule.figure());
      samples.accept(new Sample(Group.ALL, verdictOf(value, rule.condition()), value, 0));
      return;
    }
    Map<Group, Long> counts = new HashMap<>();
    if (rule.by().isEmpty()) {
      counts.put(Group.ALL, 0L);
    }
    for (FlaggedChat each : chats()) {
      if (has(each, rule.where())) {
        List<String> values = new ArrayList<>(rule.by().size());
        rule.by().forEach(dimension -> values.add(valueOf(each, dimension)));
        counts.merge(new Group(values), isOf(rule.figure(), each) ? 1L : 0L, Long::sum);
      }
    }
    counts.forEach((group, count) ->
        samples.accept(new Sample(group, verdictOf(count, rule.condition()), count, 0)));
  }

  private void evaluate(Rule.Uptime rule, Consumer<Sample> samples) {
    for (CheckedAddress each : surroundings.addresses()) {
      if (rule.checks().isEmpty() || rule.checks().contains(each.check())) {
        double value =
            switch (rule.figure()) {
              case FAILURES -> each.failures();
              case DURATION -> each.durationSeconds();
              case CERTIFICATE -> each.certificateDays();
            };
        Group group = new Group(List.of(each.check()));
        Verdict verdict = verdictOf(value, rule.condition());
        samples.accept(new Sample(group, verdict, value, 0, each.reason()));
      }
    }
  }

  private static Verdict verdictOf(double value, Condition condition) {
    return Double.isNaN(value) ? Verdict.NO_DATA : verdict(condition.isMetBy(value));
  }

  private static boolean isOf(Figure figure, FlaggedChat chat) {
    return chat.chat().status() == ChatStatus.RUNNING
        && (figure != Figure.STALLED_CHATS || chat.chat().stalled());
  }
}
