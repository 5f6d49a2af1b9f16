// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.ag2log.Ag2Record.Source;
import ai.mozaiks.observability.server.ag2log.Ag2Record.ToolAsk;
import ai.mozaiks.observability.server.ag2log.Ag2Record.ToolResult;
import ai.mozaiks.observability.server.normalise.EventIds;
import ai.mozaiks.observability.server.text.CanonicalJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes events of the records of a log, in the log's order: binds each to its session, and joins
/// what belongs together (the tries of a reply to a turn, a function's return to the tool call it
/// answers).
///
/// An event's id comes from the content of its record, so reading a record again, in whatever file,
/// makes the same event. What is remembered from earlier records ([#state]) is bounded. For one
/// thread.
final class Sessions {
  /// What is remembered of each kind; count.
  private static final int MOST = 10_000;

  private static final int MOST_USES_OF_A_SOURCE = 1_000;

  private final LogNames names;
  private final ArgumentsHash argumentsHash;
  private final Map<String, String> ofClients = Bounded.map(MOST);
  private final Map<String, String> ofWrappers = Bounded.map(MOST);
  private final Map<String, String> ofAgents = Bounded.map(MOST);
  private final Map<String, String> ofThreads = Bounded.map(MOST);
  private final Map<String, String> providers = Bounded.map(MOST);
  private final Map<String, Instant> replying = Bounded.map(MOST);
  private final Map<String, List<Asked>> asked = Bounded.map(MOST);
  private final Map<String, List<Use>> uses = Bounded.map(MOST);
  private @Nullable String current;
  private @Nullable String announced;
  private long unbound;

  /// A function's return that no answer has been found for yet.
  ///
  /// @param arguments the hash of what it was called with; null when that is not known
  record Use(
      String id,
      Instant at,
      @Nullable String agent,
      @Nullable String function,
      @Nullable Long arguments,
      String returned,
      @Nullable String session) {}

  /// A tool call that a model asked for, without what must not be remembered.
  ///
  /// @param arguments their hash; null when there are none
  record Asked(@Nullable String callId, @Nullable String tool, @Nullable Long arguments) {}

  /// What is remembered, for the next process.
  ///
  /// @param announced the session that began and of which nothing came yet
  record State(
      Map<String, String> ofClients,
      Map<String, String> ofWrappers,
      Map<String, String> ofAgents,
      Map<String, String> ofThreads,
      Map<String, String> providers,
      Map<String, Instant> replying,
      Map<String, List<Asked>> asked,
      Map<String, List<Use>> uses,
      @Nullable String current,
      @Nullable String announced) {}

  /// @param argumentsHash what stands for the arguments of tool calls
  Sessions(LogNames names, ArgumentsHash argumentsHash) {
    this.names = names;
    this.argumentsHash = argumentsHash;
  }

  State state() {
    return new State(
        Map.copyOf(ofClients),
        Map.copyOf(ofWrappers),
        Map.copyOf(ofAgents),
        Map.copyOf(ofThreads),
        Map.copyOf(providers),
        Map.copyOf(replying),
        Map.copyOf(asked),
        Map.copyOf(uses),
        current,
        announced);
  }

  /// Goes on from where another process stopped.
  void restore(State state) {
    ofClients.putAll(state.ofClients);
    ofWrappers.putAll(state.ofWrappers);
    ofAgents.putAll(state.ofAgents);
    ofThreads.putAll(state.ofThreads);
    providers.putAll(state.providers);
    replying.putAll(state.replying);
    asked.putAll(state.asked);
    state.uses.forEach((source, list) -> uses.put(source, new ArrayList<>(list)));
    current = state.current;
    announced = state.announced;
  }

  /// How many records no session was known for.
  long unbound() {
    return unbound;
  }

  /// Whether a record is to be taken later, since the name of its session is expected.
  boolean mustWait(Ag2Record record) {
    return switch (record) {
      case Ag2Record.SessionStarted _ -> false;
      case Ag2Record.Made made -> names.mustWait(made.session());
      case Ag2Record.Completion completion -> names.mustWait(sessionOf(completion));
      case Ag2Record.Received received -> names.mustWait(sessionOf(received.source()));
      case Ag2Record.Reply reply -> names.mustWait(sessionOf(reply.source()));
      case Ag2Record.FunctionUse use -> names.mustWait(sessionOf(use.source()));
      case Ag2Record.Other other -> names.mustWait(sessionOf(other.source()));
    };
  }

  /// Takes the next record.
  ///
  /// @return the events that are certain now, in any order
  List<ChatEvent> take(Ag2Record record) {
    List<ChatEvent> events = new ArrayList<>();
    switch (record) {
      case Ag2Record.SessionStarted started -> {
        current = started.session();
        announced = current;
      }
      case Ag2Record.Made made -> {
        bind(made);
        announce(made.session(), made.at(), events);
      }
      case Ag2Record.Completion completion -> {
        String session = sessionOf(completion);
        current = completion.session() == null ? current : completion.session();
        announce(session, completion.at(), events);
        events.add(call(completion, session));
      }
      case Ag2Record.Received received -> {
        String source = key(received.source());
        announce(sessionOf(received.source()), received.at(), events);
        replying.remove(source);
        if (!received.calls().isEmpty()) {
          asked.put(source, received.calls().stream().map(this::asked).toList());
        }
      }
      case Ag2Record.FunctionUse use -> {
        String session = sessionOf(use.source());
        announce(session, use.at(), events);
        String agent = use.source().agent();
        List<Use> open = uses.computeIfAbsent(key(use.source()), _ -> new ArrayList<>());
        if (open.size() < MOST_USES_OF_A_SOURCE) {
          open.add(
              new Use(
                  use.id(),
                  use.at(),
                  agent,
                  use.function(),
                  hash(use.arguments()),
                  use.returned(),
                  session));
        }
      }
      case Ag2Record.Reply reply -> reply(reply, events);
      case Ag2Record.Other other -> announce(sessionOf(other.source()), other.at(), events);
    }
    return events;
  }

  private Asked asked(ToolAsk ask) {
    return new Asked(ask.callId(), ask.tool(), hash(ask.arguments()));
  }

  private @Nullable Long hash(@Nullable String arguments) {
    return arguments == null || ArgumentsHash.tellsNothing(arguments)
        ? null
        : (Long) argumentsHash.of(CanonicalJson.of(arguments));
  }

  private void bind(Ag2Record.Made made) {
    current = made.session();
    put(ofAgents, made.agentId(), made.session());
    put(ofWrappers, made.wrapperId(), made.session());
    put(ofClients, made.clientId(), made.session());
    put(ofThreads, made.thread(), made.session());
    if (made.wrapperId() != null && made.clientId() != null) {
      // A wrapper with clients of several providers says nothing of any call's.
      String provider = made.provider() == null ? "" : made.provider();
      String known = providers.putIfAbsent(made.wrapperId(), provider);
      if (known != null && !known.equals(provider)) {
        providers.put(made.wrapperId(), "");
      }
    }
    if (made.agentId() != null) { // the id may have been another agent's before
      replying.remove(made.agentId());
      asked.remove(made.agentId());
    }
  }

  private static void put(Map<String, String> map, @Nullable String id, String session) {
    if (id != null) {
      map.remove(id); // so that it counts as new
      map.put(id, session);
    }
  }

  /// A session's beginning bears no time; that of its first record stands for it. Where the
  /// application's log names the session, that log tells of the beginning too.
  private void announce(@Nullable String session, Instant at, List<ChatEvent> events) {
    if (session == null || !session.equals(announced)) {
      return;
    }
    announced = null;
    if (!names.knows(session)) {
      events.add(
          new ChatEvent.WorkflowStarted(context("start:" + Digest.of(session), session, at)));
    }
  }

  private @Nullable String sessionOf(Ag2Record.Completion completion) {
    if (completion.session() != null) {
      return completion.session();
    }
    // The wrapper first: a call names the client that AG2 put around the provider's, while the
    // record
    // of a new client names the provider's own, whose id may be another's by then.
    String session = found(ofWrappers, completion.wrapperId());
    if (session == null) {
      session = found(ofClients, completion.clientId());
    }
    if (session == null) {
      session = found(ofThreads, completion.thread());
    }
    return session == null ? current : session;
  }

  private @Nullable String sessionOf(Source source) {
    String session = found(ofAgents, source.id());
    if (session == null) {
      session = found(ofThreads, source.thread());
    }
    return session == null ? current : session;
  }

  private static @Nullable String found(Map<String, String> map, @Nullable String id) {
    return id == null ? null : map.get(id);
  }

  private static String key(Source source) {
    if (source.id() != null) {
      return source.id();
    }
    return source.agent() == null ? "" : source.agent();
  }

  private ChatEvent.Context context(String id, @Nullable String session, Instant at) {
    if (session == null) {
      unbound++;
    }
    return new ChatEvent.Context(
        EventIds.RUNTIME_LOG + id, names.chat(session), names.workflow(session), null, at, null);
  }

  private ChatEvent call(Ag2Record.Completion completion, @Nullable String session) {
    ModelAnswer answer = completion.answer();
    String error = answer.error();
    String provider = completion.wrapperId() == null ? null : providers.get(completion.wrapperId());
    return new ChatEvent.LlmCall(
        context(completion.id(), session, completion.at()),
        completion.agent(),
        provider == null || provider.isEmpty() ? null : provider,
        completion.requestModel(),
        answer.model(),
        answer.usage(),
        error == null ? cost(completion.cost()) : Cost.UNPRICED,
        completion.duration(),
        null,
        completion.streaming(),
        completion.cached(),
        false,
        answer.finishReasons(),
        answer.id(),
        error == null ? null : failed(error));
  }

  private static Failure failed(String code) {
    return Failure.of(code.isEmpty() || code.equals("None") ? Failure.OTHER : code, null);
  }

  /// AG2 writes 0 for a model whose price it does not know.
  private static Cost cost(@Nullable BigDecimal dollars) {
    Long pico = dollars == null || dollars.signum() == 0 ? null : Usd.toPico(dollars);
    return pico == null ? Cost.UNPRICED : Cost.reported(pico);
  }

  private void reply(Ag2Record.Reply reply, List<ChatEvent> events) {
    String session = sessionOf(reply.source());
    announce(session, reply.at(), events);
    String source = key(reply.source());
    List<Use> open = uses.remove(source);
    List<Use> returned = open == null ? new ArrayList<>() : open;
    if (!reply.results().isEmpty()) {
      List<Asked> asks = asked.getOrDefault(source, List.of());
      new ToolAnswers(reply.results(), returned, asks)
          .forEach((index, result, use, tool, arguments) ->
              events.add(
                  new ChatEvent.ToolCall(
                      context(
                          reply.id() + ":" + index, session, use == null ? reply.at() : use.at()),
                      reply.source().agent(),
                      tool,
                      result.callId(),
                      arguments,
                      null,
                      use == null ? failure(result) : null)));
    }
    for (Use use : returned) { // called in another way than by a model
      events.add(
          new ChatEvent.ToolCall(
              context(use.id(), use.session(), use.at()),
              use.agent(),
              use.function(),
              null,
              use.arguments(),
              null,
              null));
    }
    Instant start = replying.get(source);
    if (!reply.last()) {
      if (start == null) {
        replying.put(source, reply.at());
      }
      return;
    }
    replying.remove(source);
    if (reply.replied()) {
      events.add(turn(reply, session, start));
    }
  }

  private ChatEvent turn(Ag2Record.Reply reply, @Nullable String session, @Nullable Instant start) {
    Duration duration = start == null ? null : RuntimeLogLine.length(start, reply.at());
    return new ChatEvent.AgentTurn(
        context(reply.id(), session, start == null ? reply.at() : start),
        reply.source().agent(),
        duration,
        null);
  }

  private static @Nullable Failure failure(ToolResult result) {
    return result.error() == null ? null : Failure.of(Failure.OTHER, result.error());
  }
}
