// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.normalise.UsageSources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a chat cost, line by line, and what the lines add up to: a pure function of the chat's
/// events, in whatever order they come. For one thread.
final class CostLines {

  /// More lines than this are added up and not shown; a chat of so many calls is a runaway.
  static final int MAX_LINES = 250_000;

  private final UsageSources sources;
  private final Tally total = new Tally();
  private final Tally failed = new Tally();
  private final Tally retried = new Tally();
  private final Map<String, Tally> byModel = new TreeMap<>();
  private final Map<String, Tally> byAgent = new TreeMap<>();
  private final List<CostLine> lines = new ArrayList<>();
  private long count;

  CostLines(UsageSources sources) {
    this.sources = sources;
  }

  /// Takes one event of the chat; each once.
  void add(ChatEvent event) {
    ChatEvent told = event instanceof ChatEvent.Superseded outer ? outer.event() : event;
    boolean shown =
        told instanceof ChatEvent.LlmCall
            || told instanceof ChatEvent.UsageDelta
            || told instanceof ChatEvent.UsageSummary;
    if (!shown) {
      return;
    }
    count++;
    String reason = reasonAgainst(event);
    CostLine line =
        new CostLine(event, reason == null, reason == null ? reasonFor(told) : reason, false);
    if (!(event instanceof ChatEvent.Superseded)) {
      total.add(event);
      of(byModel, line.model()).add(event);
      of(byAgent, line.agent()).add(event);
      if (line.failure() != null) {
        failed.add(event);
      }
    }
    if (lines.size() < MAX_LINES) {
      lines.add(line);
    }
  }

  /// Those whose name is unknown are under the empty text.
  private static Tally of(Map<String, Tally> tallies, @Nullable String name) {
    return tallies.computeIfAbsent(name == null ? "" : name, _ -> new Tally());
  }

  /// Why an event does not count; null if it does.
  private @Nullable String reasonAgainst(ChatEvent event) {
    String reason = NotCounted.reason(event, sources);
    if (reason != null) {
      return reason;
    }
    return event instanceof ChatEvent.LlmCall call
            && call.failure() != null
            && call.usage().isUnknown()
        ? "it failed and told no tokens: it was refused before it was served"
        : null;
  }

  private static String reasonFor(ChatEvent event) {
    boolean cached =
        (event instanceof ChatEvent.LlmCall call && call.locallyCached())
            || (event instanceof ChatEvent.UsageDelta delta && delta.locallyCached());
    if (cached) {
      return "the application's own cache answered: a call without tokens and without cost";
    }
    return event instanceof ChatEvent.LlmCall call && call.aggregate()
        ? "rule 3: the sum of calls that nobody tells of one by one"
        : "counted";
  }

  /// The lines in their order, the failed ones marked that were tried again.
  List<CostLine> inOrder() {
    lines.sort(CostLine.IN_ORDER);
    Map<Asker, Integer> latest = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      CostLine line = lines.get(i);
      if (line.event() instanceof ChatEvent.LlmCall && line.model() != null) {
        SpanRef span = line.span();
        String model = line.requestModel() == null ? line.model() : line.requestModel();
        Integer before =
            latest.put(new Asker(span == null ? "" : span.traceId(), line.agent(), model), i);
        if (before != null) {
          markRetried(before);
        }
      }
    }
    return List.copyOf(lines);
  }

  /// Who asked which model.
  private record Asker(String trace, @Nullable String agent, @Nullable String model) {}

  private void markRetried(int index) {
    CostLine line = lines.get(index);
    if (line.failure() != null && !line.retried()) {
      lines.set(index, new CostLine(line.event(), line.counted(), line.reason(), true));
      retried.add(line.event());
    }
  }

  /// How many lines there are, those that are not shown included.
  long count() {
    return count;
  }

  /// What all lines add up to: tokens and cost are those of the chat.
  Tally total() {
    return total;
  }

  /// What failed calls add up to.
  Tally failed() {
    return failed;
  }

  /// What those add up to that failed and were tried again. Complete after [#inOrder].
  Tally retried() {
    return retried;
  }

  /// By model, the empty text for unknown.
  Map<String, Tally> byModel() {
    return byModel;
  }

  /// By agent, the empty text for unknown.
  Map<String, Tally> byAgent() {
    return byAgent;
  }
}
