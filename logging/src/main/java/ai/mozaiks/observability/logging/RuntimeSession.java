// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One session of AG2's runtime log: one run of a workflow in one chat. Nothing here throws into
/// the agent or keeps it waiting: what the log cannot take is dropped and counted. Maps that are
/// given are copied, so they may change afterwards. Thread-safe.
public final class RuntimeSession implements AutoCloseable {
  private final AG2RuntimeLogger logger;
  private final String id;
  private final Map<String, String> about;
  private final AtomicBoolean closed = new AtomicBoolean();

  RuntimeSession(AG2RuntimeLogger logger, String id, Map<String, String> about) {
    this.logger = logger;
    this.id = id;
    this.about = about;
  }

  /// A UUID; the application's log says which chat it is.
  public String id() {
    return id;
  }

  /// A wrapper of clients was made.
  public RuntimeWrapper newWrapper(Map<String, ?> initArgs) {
    RuntimeWrapper wrapper = new RuntimeWrapper(logger.nextId());
    logger.give(
        new RuntimeRecord.NewWrapper(wrapper, id, frozen(initArgs), logger.now(), thread()));
    return wrapper;
  }

  /// A provider's client was made.
  ///
  /// @param className see [RuntimeClient]
  public RuntimeClient newClient(
      RuntimeWrapper wrapper, String className, Map<String, ?> initArgs) {
    RuntimeClient client = new RuntimeClient(logger.nextId(), wrapper, className);
    logger.give(new RuntimeRecord.NewClient(client, id, frozen(initArgs), logger.now(), thread()));
    return client;
  }

  /// An agent was made.
  ///
  /// @param type its class
  /// @param wrapper what it reaches models with; null for one that uses none
  public RuntimeAgent newAgent(
      String name, Class<?> type, @Nullable RuntimeWrapper wrapper, Map<String, ?> initArgs) {
    RuntimeAgent agent =
        new RuntimeAgent(logger.nextId(), name, type.getSimpleName(), type.getPackageName());
    logger.give(
        new RuntimeRecord.NewAgent(agent, wrapper, id, frozen(initArgs), logger.now(), thread()));
    return agent;
  }

  /// A model was called.
  ///
  /// @param agent that called
  /// @param request what was sent: `model`, `messages` and so on
  /// @param cached whether the answer came from a cache
  /// @param start when it was sent; it ended now
  public void chatCompletion(
      RuntimeClient client,
      RuntimeAgent agent,
      Map<String, ?> request,
      ModelResponse response,
      boolean cached,
      Instant start) {
    chatCompletion(
        UUID.randomUUID(), client, agent, request, response, cached, start, logger.now());
  }

  /// A model was called. Several requests of one invocation have the same id: those that failed,
  /// and the one that did not.
  public void chatCompletion(
      UUID invocation,
      RuntimeClient client,
      RuntimeAgent agent,
      Map<String, ?> request,
      ModelResponse response,
      boolean cached,
      Instant start,
      Instant end) {
    BigDecimal cost = response.costUsd();
    logger.give(
        new RuntimeRecord.Completion(
            invocation.toString(),
            client,
            id,
            agent.name(),
            frozen(request),
            response,
            cached,
            cost,
            start,
            end,
            thread()));
  }

  /// An agent got a message.
  ///
  /// @param message a text, or a map with `content`, `role`, `tool_calls`
  public void receivedMessage(RuntimeAgent agent, String sender, Object message) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("message", message);
    state.put("sender", sender);
    state.put("valid", true);
    event(agent, "received_message", state);
  }

  /// One of an agent's ways to reply was tried.
  ///
  /// @param function its name
  /// @param last whether it ended the trying; its reply is the agent's turn
  /// @param reply a text, or a map; null if there was none
  public void replyFunction(
      RuntimeAgent agent, String function, boolean last, @Nullable Object reply) {
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("reply_func_module", agent.module());
    state.put("reply_func_name", function);
    state.put("final", last);
    state.put("reply", reply);
    event(agent, "reply_func_executed", state);
  }

  /// Any other event of an agent.
  public void event(
      RuntimeAgent agent, String name, Map<String, ? extends @Nullable Object> state) {
    logger.give(new RuntimeRecord.Event(agent, name, frozen(state), logger.now(), thread()));
  }

  /// A function returned; one that raises leaves no record.
  public void functionUse(
      RuntimeAgent agent, String function, Map<String, ?> arguments, @Nullable Object returned) {
    logger.give(
        new RuntimeRecord.FunctionUse(
            agent, function, frozen(arguments), FrozenValues.of(returned), logger.now(), thread()));
  }

  private static Object frozen(Map<String, ? extends @Nullable Object> map) {
    Object frozen = FrozenValues.of(map);
    return frozen == null ? Map.of() : frozen;
  }

  private static long thread() {
    return Thread.currentThread().getId();
  }

  Map<String, String> about() {
    return about;
  }

  /// Ends the session. Records that are given later are still written.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      logger.stopped(this);
    }
  }
}
