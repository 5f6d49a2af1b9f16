// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Knows which attributes hold what people and models said: prompts, answers, tool arguments and
/// results, documents. Each dialect names its own. Immutable.
public final class ContentKeys {

  /// What an attribute is, by its key.
  public enum Sort {
    /// No content.
    PLAIN,
    CONTENT,
    /// Content that also reports usage, see [UsageInContent].
    CONTENT_WITH_USAGE
  }

  /// Attributes that are content on an event which is a message.
  private static final Set<String> MESSAGE_EVENT_KEYS =
      Set.of(
          "content",
          "message",
          "body",
          "event_body",
          "tool_calls",
          "arguments",
          "gen_ai.event.content");

  /// What is no content in the body of an event which is a message, or among its attributes beside
  /// what is known of spans.
  private static final Set<String> MESSAGE_FIELDS =
      Set.of(
          "event.name",
          "event.domain",
          "gen_ai.operation.name",
          "role",
          "index",
          "finish_reason",
          "id",
          "tool_call_id",
          "server.address",
          "server.port");

  private static final Set<String> KNOWN_KEYS = Dialects.knownKeys();

  private static final String WHOLE_CALL = "gen_ai.client.inference.operation.details";

  private final Set<String> withUsage = Set.copyOf(Dialects.usageInContentKeys());
  private final Set<String> exact = new HashSet<>();
  private final List<List<String>> patterns = new ArrayList<>();

  public ContentKeys() {
    for (String key : Dialects.contentKeys()) {
      if (key.indexOf('*') < 0) {
        exact.add(key);
      } else {
        patterns.add(List.of(key.split("\\*", -1)));
      }
    }
  }

  /// What an attribute of a span, resource, scope, event or link is.
  public Sort sortOf(String key) {
    if (withUsage.contains(key)) {
      return Sort.CONTENT_WITH_USAGE;
    }
    boolean content = exact.contains(key) || patterns.stream().anyMatch(p -> matches(p, key));
    return content ? Sort.CONTENT : Sort.PLAIN;
  }

  /// Whether an event of this name is a message of a conversation.
  public static boolean isMessageEvent(String name) {
    return name.startsWith("gen_ai.")
        && (name.endsWith(".message")
            || name.equals("gen_ai.choice")
            || name.startsWith("gen_ai.content."));
  }

  /// Whether an event of this name tells of a whole call.
  public static boolean isCallEvent(String name) {
    return name.equals(WHOLE_CALL);
  }

  /// Whether the body of a log record is content as a whole: that of a message but for
  /// [#isMessageField], a text that repeats a whole call, and whatever looks like messages. What a
  /// structured body holds beside is looked at key by key.
  ///
  /// @param event the name of the event
  public static boolean isContentBody(String event, AnyValue body) {
    return isMessageEvent(event)
        || (isCallEvent(event) && !body.hasKvlistValue())
        || (body.hasKvlistValue() ? MessageLike.isOne(body) : MessageLike.is(body));
  }

  /// Whether a dialect reads an attribute of this name, so that its value is what it says.
  public static boolean isKnown(String key) {
    return KNOWN_KEYS.contains(key);
  }

  /// Whether a value looks like messages under a name that says nothing of them.
  public static boolean isUnknownMessage(String key, AnyValue value) {
    return MessageLike.is(value) && !isKnown(key);
  }

  /// Whether an attribute of a message event, or an entry of its body, is none of its content. What
  /// else such an event has may be what somebody said.
  public static boolean isMessageField(String key) {
    return MESSAGE_FIELDS.contains(key) || key.startsWith("mozaiks.") || isKnown(key);
  }

  /// What is left of the body of a message event without its content: single values under the keys
  /// of [#isMessageField].
  public static AnyValue messageFieldsOf(AnyValue body) {
    KeyValueList.Builder fields = KeyValueList.newBuilder();
    for (KeyValue entry : body.getKvlistValue().getValuesList()) {
      AnyValue value = entry.getValue();
      if (MESSAGE_FIELDS.contains(entry.getKey())
          && !value.hasKvlistValue()
          && !value.hasArrayValue()) {
        fields.addValues(entry);
      }
    }
    return fields.getValuesCount() == 0
        ? AnyValue.getDefaultInstance()
        : AnyValue.newBuilder().setKvlistValue(fields).build();
  }

  /// Whether an attribute of a message event is content.
  public static boolean isMessageContent(String key) {
    return MESSAGE_EVENT_KEYS.contains(key);
  }

  private static boolean matches(List<String> parts, String key) {
    String first = parts.getFirst();
    String last = parts.getLast();
    if (key.length() < first.length() + last.length()
        || !key.startsWith(first)
        || !key.endsWith(last)) {
      return false;
    }
    int from = first.length();
    int end = key.length() - last.length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int at = key.indexOf(part, from);
      if (at < 0 || at + part.length() > end) {
        return false;
      }
      from = at + part.length();
    }
    return true;
  }
}
