// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which chat, app, workflow, user and agent each span of a trace belongs to. Ids stand on few
/// spans, often on the last to come; the others inherit them: from the span itself, its nearest
/// ancestor, the root, any span of the trace (the earliest), the resource.
final class ChatAssignment {

  /// The prefix of the id of a chat whose real id is not known (yet): `trace:` and the trace id.
  static final String PROVISIONAL = "trace:";

  private final Map<SpanNode, String> chatIds;
  private final Map<SpanNode, String> workflows;
  private final Map<SpanNode, String> users;
  private final Map<SpanNode, String> agents = new HashMap<>();
  private final String app;

  private ChatAssignment(TraceTree tree) {
    Set<String> responseIds = new HashSet<>();
    for (SpanNode node : tree.topDown()) {
      String responseId = node.facts.text(Field.RESPONSE_ID);
      if (responseId != null) {
        responseIds.add(responseId);
      }
    }
    SpanFacts root = tree.root().facts;
    chatIds =
        inherit(
            tree,
            facts -> chatIdOf(facts, responseIds),
            first(
                root.origin().text(Field.CHAT_ID),
                root.origin().text(Field.SESSION_ID),
                PROVISIONAL + root.trace().hex()));
    app = appOf(tree);
    for (SpanNode node : tree.topDown()) {
      String agent = node.role == Role.TURN ? node.facts.agent() : node.facts.text(Field.AGENT);
      if (agent == null) {
        agent = node.parent == null ? null : agents.get(node.parent);
      }
      if (agent != null) {
        agents.put(node, agent);
      }
    }
    workflows =
        inherit(
            tree,
            SpanFacts::workflow,
            first(
                root.origin().text(Field.WORKFLOW),
                tree.root().role == Role.TURN ? root.agent() : null,
                root.origin().serviceApp()));
    users = inherit(tree, facts -> facts.text(Field.USER), root.origin().text(Field.USER));
  }

  static ChatAssignment of(TraceTree tree) {
    return new ChatAssignment(tree);
  }

  private static Map<SpanNode, String> inherit(
      TraceTree tree, Function<SpanFacts, @Nullable String> own, @Nullable String otherwise) {
    Map<SpanNode, String> values = HashMap.newHashMap(tree.topDown().size());
    SpanNode earliest = null;
    for (SpanNode node : tree.topDown()) {
      String value = own.apply(node.facts);
      if (value != null && (earliest == null || TraceTree.EARLIEST.compare(node, earliest) < 0)) {
        earliest = node;
      }
      if (value == null && node.parent != null) {
        value = values.get(node.parent);
      }
      if (value != null) {
        values.put(node, value);
      }
    }
    String ofRoot = values.get(tree.root());
    String fallback = ofRoot != null ? ofRoot : earliest != null ? values.get(earliest) : otherwise;
    if (fallback != null) {
      tree.topDown().forEach(node -> values.putIfAbsent(node, fallback));
    }
    return values;
  }

  /// The chat id that the span itself gives. A conversation id that is really a response's id
  /// (Agent Framework chains calls that way) is none.
  private static @Nullable String chatIdOf(SpanFacts span, Set<String> responseIds) {
    String certain = span.text(Field.CHAT_ID);
    if (certain != null) {
      return certain;
    }
    String conversation = span.text(Field.CONVERSATION_ID);
    if (conversation != null
        && !conversation.startsWith("resp_")
        && !responseIds.contains(conversation)) {
      return conversation;
    }
    return span.text(Field.SESSION_ID);
  }

  /// One app for the whole trace, so that a chat never falls apart over the services it passes
  /// through.
  private static String appOf(TraceTree tree) {
    SpanNode told = null;
    for (SpanNode node : tree.topDown()) {
      if (node.facts.text(Field.APP) != null
          && (told == null || TraceTree.EARLIEST.compare(node, told) < 0)) {
        told = node;
      }
    }
    SpanFacts root = tree.root().facts;
    String app =
        first(
            root.text(Field.APP),
            told == null ? null : told.facts.text(Field.APP),
            root.origin().text(Field.APP),
            root.origin().serviceApp());
    return app == null ? ChatKey.UNKNOWN_APP : app;
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
    String chatId = chatIds.get(node);
    if (chatId == null) {
      throw new AssertionError("every span has at least the provisional chat id");
    }
    return new ChatKey(app, chatId);
  }

  @Nullable String workflowOf(SpanNode node) {
    return workflows.get(node);
  }

  @Nullable String userOf(SpanNode node) {
    return users.get(node);
  }

  @Nullable String agentOf(SpanNode node) {
    return agents.get(node);
  }
}
