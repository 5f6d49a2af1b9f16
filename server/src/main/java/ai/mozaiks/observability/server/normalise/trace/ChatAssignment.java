// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.server.normalise.ProvisionalChat;
import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which chat, app, workflow, user and agent each span of a trace belongs to: "Chats" in
/// docs/counting.md. Ids stand on few spans, often on the last to come; the others inherit them:
/// from the span itself, its nearest ancestor, the root, any span of the trace (the earliest), the
/// resource.
final class ChatAssignment {

  private static final List<Field> CHAT_FIELDS = List.of(Field.CONVERSATION_ID, Field.SESSION_ID);

  private final TraceTree tree;
  private final String traceId;
  private final String app;
  private Function<SpanFacts, @Nullable String> toldChatId;

  // Of each span, at its index.
  private final ChatKey[] chats;
  private final @Nullable String[] workflows;
  private final @Nullable String[] users;
  private final @Nullable String[] agents;

  private ChatAssignment(TraceTree tree) {
    this.tree = tree;
    this.traceId = tree.root().facts.trace().hex();
    this.app = app();
    this.toldChatId = span -> span.chatId(app);
    this.chats = chats(chatIds());
    this.workflows = inherited(SpanFacts::workflow, workflowOfLastResort());
    this.users =
        inherited(span -> span.text(Field.USER), firstTold(span -> span.origin().text(Field.USER)));
    this.agents = agents();
  }

  static ChatAssignment of(TraceTree tree) {
    return new ChatAssignment(tree);
  }

  /// One app for the whole trace, so that a chat never falls apart over the services it passes
  /// through.
  private String app() {
    String app =
        first(
            firstTold(span -> span.text(Field.APP)),
            firstTold(span -> span.origin().text(Field.APP)),
            firstTold(span -> span.text(Field.APP_HINT)),
            tree.firstAgentSpan().facts.origin().serviceApp(),
            firstTold(span -> span.origin().serviceApp()));
    return app == null ? ChatKey.UNKNOWN_APP : app;
  }

  /// One object for each chat, since most traces have but one.
  private ChatKey[] chats(@Nullable String[] chatIds) {
    ChatKey[] chats = new ChatKey[chatIds.length];
    ChatKey latest = null;
    for (int i = 0; i < chatIds.length; i++) {
      String chatId = chatIds[i];
      if (chatId == null) {
        throw new AssertionError("every span has at least the provisional chat id");
      }
      if (latest == null || !latest.chatId().equals(chatId)) {
        latest = new ChatKey(app, chatId);
      }
      chats[i] = latest;
    }
    return chats;
  }

  private @Nullable String[] chatIds() {
    // Ids that are beyond doubt outweigh all others of the trace, wherever those stand: else a
    // library that writes a session id of its own would cut its calls out of their chat.
    if (isTold(toldChatId)) {
      return inherited(toldChatId, null);
    }
    Set<String> responseIds = responseIds();
    toldChatId = span -> conversationOf(span, responseIds);
    String otherwise =
        first(
            firstTold(span -> span.origin().text(Field.CHAT_ID)),
            firstTold(span -> span.origin().text(Field.SESSION_ID)),
            ProvisionalChat.idOf(tree.root().facts.trace()));
    return inherited(toldChatId, otherwise);
  }

  private boolean isTold(Function<SpanFacts, @Nullable String> own) {
    for (SpanNode node : tree.topDown()) {
      if (own.apply(node.facts) != null) {
        return true;
      }
    }
    return false;
  }

  private Set<String> responseIds() {
    Set<String> responseIds = new HashSet<>();
    for (SpanNode node : tree.topDown()) {
      String responseId = node.facts.text(Field.RESPONSE_ID);
      if (responseId != null) {
        responseIds.add(responseId);
      }
    }
    return responseIds;
  }

  /// A conversation id that is really a response's id (Agent Framework chains calls that way) is no
  /// chat.
  private static @Nullable String conversationOf(SpanFacts span, Set<String> responseIds) {
    String conversation = span.text(Field.CONVERSATION_ID);
    return conversation != null
            && !conversation.startsWith("resp_")
            && !responseIds.contains(conversation)
        ? conversation
        : span.text(Field.SESSION_ID);
  }

  private @Nullable String workflowOfLastResort() {
    SpanNode top = tree.firstAgentSpan();
    return first(
        firstTold(span -> span.origin().text(Field.WORKFLOW)),
        top.role == Role.TURN ? top.facts.agent() : null,
        top.facts.origin().serviceApp());
  }

  /// An agent's name comes from the turn around, but never from a run: there it is the workflow's
  /// name (GenAI v0.1.0) or that of whoever began the conversation (AG2).
  private @Nullable String[] agents() {
    @Nullable String[] names = new String[tree.topDown().size()];
    @Nullable String[] hints = new String[names.length];
    for (SpanNode node : tree.topDown()) {
      SpanNode parent = node.parent;
      names[node.index] =
          first(
              node.role == Role.RUN ? null : node.facts.agent(),
              parent == null ? null : names[parent.index]);
      hints[node.index] =
          first(node.facts.text(Field.AGENT_HINT), parent == null ? null : hints[parent.index]);
    }
    for (int i = 0; i < names.length; i++) {
      names[i] = first(names[i], hints[i]);
    }
    return names;
  }

  private @Nullable String[] inherited(
      Function<SpanFacts, @Nullable String> own, @Nullable String otherwise) {
    @Nullable String[] values = new String[tree.topDown().size()];
    int told = 0;
    for (SpanNode node : tree.topDown()) {
      String value = own.apply(node.facts);
      if (value == null && node.parent != null) {
        value = values[node.parent.index];
      }
      values[node.index] = value;
      told += value == null ? 0 : 1;
    }
    if (told < values.length) {
      String fallback = told == 0 ? otherwise : firstTold(own);
      for (int i = 0; i < values.length; i++) {
        values[i] = first(values[i], fallback);
      }
    }
    return values;
  }

  /// What the root tells, else the earliest span that tells anything; null when none does.
  private @Nullable String firstTold(Function<SpanFacts, @Nullable String> own) {
    String ofRoot = own.apply(tree.root().facts);
    if (ofRoot != null) {
      return ofRoot;
    }
    SpanNode earliest = null;
    String told = null;
    for (SpanNode node : tree.topDown()) {
      String value = own.apply(node.facts);
      if (value != null && (earliest == null || TraceTree.EARLIEST.compare(node, earliest) < 0)) {
        earliest = node;
        told = value;
      }
    }
    return told;
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one != null ? one : other;
  }

  private static @Nullable String first(@Nullable String... values) {
    for (String value : values) {
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  ChatKey chatOf(SpanNode node) {
    return chats[node.index];
  }

  /// The chat id that a span tells itself; null when it only inherits one.
  @Nullable String toldChatId(SpanNode node) {
    return toldChatId.apply(node.facts);
  }

  @Nullable String agentOf(SpanNode node) {
    return agents[node.index];
  }

  /// What was decided about a span.
  ///
  /// @param error how it failed; null if it did not
  Explanation.Span explain(SpanNode node, Explanation.@Nullable Failed error) {
    SpanFacts facts = node.facts;
    return new Explanation.Span(
        facts.spanId(),
        facts.parentSpanId(),
        facts.name(),
        facts.dialect(),
        node.role,
        node.counted,
        node.reason,
        chatOf(node),
        chatFrom(node),
        workflows[node.index],
        users[node.index],
        agentOf(node),
        facts.usage(),
        facts.hasUsage() ? node.usageReason() : null,
        error,
        facts.isStandIn(),
        node.flags(),
        facts.sources());
  }

  private String chatFrom(SpanNode node) {
    String chatId = chatOf(node).chatId();
    if (chatId.equals(node.facts.chatId(app))) {
      return "its attribute " + node.facts.sourceOfChatId(app);
    }
    for (Field field : CHAT_FIELDS) {
      if (chatId.equals(node.facts.text(field))) {
        return "its attribute " + node.facts.source(field);
      }
    }
    return chatId.equals(ProvisionalChat.idOf(node.facts.trace()))
        ? "provisional: nothing in the trace names a chat yet"
        : "another span of the trace, or its resource";
  }

  /// The context of an event that begins with its span.
  ///
  /// @param kind what the event is, so that several events of one span have different ids
  ChatEvent.Context context(SpanNode node, String kind) {
    return context(node, kind, node.startNanos);
  }

  ChatEvent.Context context(SpanNode node, String kind, long atNanos) {
    String spanId = HexFormat.of().toHexDigits(node.facts.spanId());
    return new ChatEvent.Context(
        spanId + "/" + kind,
        chatOf(node),
        workflows[node.index],
        users[node.index],
        Instant.ofEpochSecond(atNanos / 1_000_000_000, atNanos % 1_000_000_000),
        new SpanRef(traceId, spanId));
  }
}
