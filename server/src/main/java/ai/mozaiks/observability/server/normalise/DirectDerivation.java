// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Completes the direct events of a chat: what one event leaves out (workflow, user, cost, the
/// length of the run), the others tell; and of what several sources tell, one counts
/// ([UsageSources]). A pure function of the set of events and of what the traces of the chat tell.
///
/// Completed events may be completed again, as when they come back from the store and others come
/// late: what was lent to one is marked as such ([ChatEvent.Lent]) and lent anew.
public final class DirectDerivation {
  private static final Comparator<ChatEvent> BY_START =
      Comparator.comparing(ChatEvent::at).thenComparing(ChatEvent::id);

  private final Pricing pricing;
  private final UsageSources sources;

  public DirectDerivation(Pricing pricing) {
    this(pricing, UsageSources.DEFAULT);
  }

  public DirectDerivation(Pricing pricing, UsageSources sources) {
    this.pricing = pricing;
    this.sources = sources;
  }

  /// Completes the events of a chat without traces.
  ///
  /// @param events of one chat, each id once
  /// @return as many events, ordered by start and id
  public List<ChatEvent> derive(Collection<ChatEvent> events) {
    return derive(events, Set.of());
  }

  /// Completes the events.
  ///
  /// @param events of one chat, each id once
  /// @param told what the traces of the chat tell of
  /// @return as many events, ordered by start and id
  public List<ChatEvent> derive(Collection<ChatEvent> events, Set<Activity> told) {
    List<ChatEvent> sorted = new ArrayList<>(events);
    sorted.sort(BY_START);
    String workflow = first(sorted, ChatEvent.Context::saidWorkflow);
    String user = first(sorted, ChatEvent.Context::saidUser);
    List<ChatEvent> completed = new ArrayList<>(sorted.size());
    RunClock clock = new RunClock();
    for (ChatEvent event : sorted) {
      completed.add(complete(event, workflow, user, clock.startOfRun(event)));
    }
    return Retries.marked(sources.decide(completed, told));
  }

  /// When the run began that an event belongs to. A chat may have several runs: a start after an
  /// end begins the next one.
  private static final class RunClock {
    private @Nullable Instant start;
    private boolean ended;

    /// Null when the event is an end before which nothing is known.
    @Nullable Instant startOfRun(ChatEvent event) {
      boolean isEnd = event instanceof ChatEvent.WorkflowEnded;
      boolean begins = start == null || (ended && event instanceof ChatEvent.WorkflowStarted);
      if (begins && !isEnd) {
        start = event.at();
        ended = false;
      }
      ended |= isEnd;
      return start;
    }
  }

  private static @Nullable String first(
      List<ChatEvent> events, Function<ChatEvent.Context, @Nullable String> name) {
    for (ChatEvent event : events) {
      String value = name.apply(event.context());
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private ChatEvent complete(
      ChatEvent event, @Nullable String workflow, @Nullable String user, @Nullable Instant start) {
    ChatEvent.Context context = event.context();
    boolean saysAll =
        context.lent() == ChatEvent.Lent.NOTHING
            && context.workflow() != null
            && context.user() != null;
    ChatEvent named = saysAll ? event : event.withContext(context.lending(workflow, user));
    return switch (named) {
      case ChatEvent.LlmCall call -> priced(call);
      case ChatEvent.UsageDelta delta -> priced(delta);
      case ChatEvent.UsageSummary summary ->
          new ChatEvent.UsageSummary(
              summary.context(), summary.usage().normalised(), summary.cost());
      // Always from the events at hand, so that a start that comes late still counts.
      case ChatEvent.WorkflowEnded ended ->
          new ChatEvent.WorkflowEnded(
              ended.context(),
              ended.status(),
              start == null ? ended.ran() : credible(Duration.between(start, ended.at())));
      case ChatEvent.WorkflowStarted _,
          ChatEvent.AgentTurn _,
          ChatEvent.ToolCall _,
          ChatEvent.ErrorOccurred _,
          ChatEvent.TraceAttached _,
          ChatEvent.Superseded _ ->
          named;
    };
  }

  private static @Nullable Duration credible(Duration ran) {
    return ran.compareTo(UnixNanos.LONGEST) > 0 ? null : ran;
  }

  private ChatEvent priced(ChatEvent.LlmCall call) {
    TokenUsage usage = call.usage().normalised();
    Cost cost =
        call.locallyCached()
            ? Cost.LOCALLY_CACHED
            : priced(
                call.cost(), call.provider(), call.responseModel(), call.requestModel(), usage);
    return new ChatEvent.LlmCall(
        call.context(),
        call.agent(),
        call.provider(),
        call.requestModel(),
        call.responseModel(),
        usage,
        cost,
        call.duration(),
        call.timeToFirstToken(),
        call.streaming(),
        call.locallyCached(),
        call.aggregate(),
        call.finishReasons(),
        call.responseId(),
        call.failure());
  }

  private ChatEvent priced(ChatEvent.UsageDelta delta) {
    TokenUsage usage = delta.usage().normalised();
    Cost cost =
        delta.locallyCached()
            ? Cost.LOCALLY_CACHED
            : priced(delta.cost(), null, delta.model(), null, usage);
    return new ChatEvent.UsageDelta(
        delta.context(), delta.agent(), delta.model(), usage, cost, delta.locallyCached());
  }

  private Cost priced(
      Cost known,
      @Nullable String provider,
      @Nullable String responseModel,
      @Nullable String requestModel,
      TokenUsage usage) {
    return known.state() == Cost.State.UNPRICED
        ? pricing.price(provider, responseModel, requestModel, usage)
        : known;
  }
}
