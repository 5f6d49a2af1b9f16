// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.content.ContentKeys;
import ai.mozaiks.observability.server.content.ContentKeys.Sort;
import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
import ai.mozaiks.observability.server.content.UsageInContent;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One pass over attributes: limits, secrets, content. What needs no change comes back as the same
/// instance, so that the usual request is passed on without a copy. One per request, not
/// thread-safe.
final class AttributeScreen {
  /// A map with more entries is no name and its value.
  private static final int LARGEST_PAIR = 8;

  private final SpanLimits limits;
  private final int contentBytes;
  private final KeyVerdicts verdicts;
  private final TextScreen texts;
  private int dropped;
  private int elements;

  /// What content in the body at hand is counted as; null outside of bodies, and where it is kept.
  private Cuts.@Nullable Kind leavesOut;

  /// Of one text or byte value of the attribute at hand; bytes.
  private int valueBytes;

  /// @param contentBytes of one value of content that is kept; bytes
  AttributeScreen(SpanLimits limits, int contentBytes, KeyVerdicts verdicts, TextScreen texts) {
    this.limits = limits;
    this.contentBytes = contentBytes;
    this.verdicts = verdicts;
    this.texts = texts;
  }

  /// Whose attributes they are.
  enum Owner {
    /// A span, a log record or a resource: they may name the chat.
    SPAN_OR_RESOURCE,
    /// An event that is a message of a chat.
    MESSAGE,
    /// Another event, a link, a scope.
    OTHER
  }

  /// How many attributes the last call of [#screen] left out because of a limit.
  int dropped() {
    return dropped;
  }

  /// The attributes to keep of what is shared by many spans, or none's own: content never belongs
  /// there.
  ///
  /// @return the same list if nothing changes
  List<KeyValue> screen(List<KeyValue> attributes, Owner owner) {
    return screen(attributes, owner, Decision.OFF);
  }

  /// The attributes to keep.
  ///
  /// @param content what to do with content among them
  /// @return the same list if nothing changes
  List<KeyValue> screen(List<KeyValue> attributes, Owner owner, Decision content) {
    dropped = 0;
    List<KeyValue> changed = null;
    int kept = 0;
    int tellingAhead = attributes.size() > limits.attributes() ? countOfTelling(attributes) : 0;
    for (int i = 0; i < attributes.size(); i++) {
      KeyValue attribute = attributes.get(i);
      KeyValue screened = null;
      boolean telling = tellingAhead > 0 && isTelling(attribute);
      if (telling) {
        tellingAhead--;
      }
      // What totals are made of finds room, wherever it stands among the others.
      if (kept + (telling ? 0 : tellingAhead) < limits.attributes()) {
        screened = attribute(attribute, owner, content);
      } else {
        dropped++;
      }
      if (!same(screened, attribute) && changed == null) {
        changed = new ArrayList<>(attributes.subList(0, i));
      }
      if (screened != null) {
        kept++;
        if (changed != null) {
          changed.add(screened);
        }
      }
    }
    texts.cut(Cuts.Kind.ATTRIBUTES, dropped);
    return changed == null ? attributes : changed;
  }

  private int countOfTelling(List<KeyValue> attributes) {
    return (int) attributes.stream().filter(this::isTelling).count();
  }

  /// Whether something is read of an attribute but what people and models said.
  private boolean isTelling(KeyValue attribute) {
    KeyVerdicts.Verdict verdict = verdicts.of(attribute.getKey());
    return ContentKeys.isKnown(attribute.getKey())
        || verdict.namesChat()
        || verdict.content() == Sort.CONTENT_WITH_USAGE;
  }

  private @Nullable KeyValue attribute(KeyValue attribute, Owner owner, Decision content) {
    String key = attribute.getKey();
    if (key.length() > limits.keyLength()) {
      dropped++;
      return null;
    }
    KeyVerdicts.Verdict verdict = verdicts.of(key);
    AnyValue value = attribute.getValue();
    valueBytes = limits.valueBytes();
    Sort sort = verdict.content();
    if (owner == Owner.MESSAGE && ContentKeys.isMessageContent(key)) {
      sort = Sort.CONTENT;
    }
    if (sort == Sort.PLAIN
        && content != Decision.KEEP
        && mayBeContent(key, value, verdict, owner)) {
      texts.cut(leftOut(content), 1);
      return null;
    }
    if (sort != Sort.PLAIN) {
      if (content == Decision.KEEP) {
        valueBytes = contentBytes;
      } else {
        texts.cut(leftOut(content), 1);
        String usage =
            sort == Sort.CONTENT_WITH_USAGE ? UsageInContent.reduce(value.getStringValue()) : null;
        if (usage == null) {
          return null;
        }
        value = AnyValue.newBuilder().setStringValue(usage).build();
      }
    }
    elements = 0;
    AnyValue clean = value(key, verdict.secret(), value, 1);
    if (verdict.namesChat()
        && owner == Owner.SPAN_OR_RESOURCE
        && (verdicts.isUnfit(key, value) || verdicts.isUnfit(key, clean))) {
      texts.cut(Cuts.Kind.IDS, 1);
    }
    return rebuilt(attribute, verdict, clean);
  }

  /// Whether what somebody said may stand under a key that says nothing of it. Of a message only
  /// what is known to be none stays.
  private static boolean mayBeContent(
      String key, AnyValue value, KeyVerdicts.Verdict verdict, Owner owner) {
    if (owner == Owner.MESSAGE) {
      return !verdict.namesChat() && !ContentKeys.isMessageField(key);
    }
    return ContentKeys.isUnknownMessage(key, value);
  }

  private static Cuts.Kind leftOut(Decision content) {
    return content == Decision.UNKNOWN_APP ? Cuts.Kind.CONTENT_OF_UNKNOWN_APP : Cuts.Kind.CONTENT;
  }

  /// The body of a log record that is not content as a whole: limits and secrets as for an
  /// attribute, and where it is structured, what stands under a key of content is content, and so
  /// is what looks like messages.
  ///
  /// @param content what to do with content in it
  /// @return the same instance if nothing changes
  AnyValue body(AnyValue body, Decision content) {
    elements = 0;
    valueBytes = content == Decision.KEEP ? contentBytes : limits.valueBytes();
    leavesOut = content == Decision.KEEP ? null : leftOut(content);
    try {
      return value("body", false, body, 1);
    } finally {
      leavesOut = null;
    }
  }

  private static KeyValue rebuilt(KeyValue old, KeyVerdicts.Verdict verdict, AnyValue value) {
    if (same(value, old.getValue()) && verdict.key().equals(old.getKey())) {
      return old;
    }
    return old.toBuilder().setKey(verdict.key()).setValue(value).build();
  }

  private AnyValue value(String key, boolean secret, AnyValue value, int depth) {
    if (depth >= limits.depth() && (value.hasArrayValue() || value.hasKvlistValue())) {
      texts.cut(Cuts.Kind.DEPTH, 1);
      return AnyValue.getDefaultInstance();
    }
    return switch (value.getValueCase()) {
      case STRING_VALUE -> {
        String text = value.getStringValue();
        String clean = texts.value(key, secret, text, valueBytes);
        yield same(clean, text) ? value : AnyValue.newBuilder().setStringValue(clean).build();
      }
      case BYTES_VALUE -> {
        ByteString bytes = value.getBytesValue();
        ByteString clean = texts.bytes(key, secret, bytes, valueBytes);
        yield same(clean, bytes) ? value : AnyValue.newBuilder().setBytesValue(clean).build();
      }
      case ARRAY_VALUE -> array(key, secret, value, depth);
      case KVLIST_VALUE -> map(key, secret, value, depth);
      case INT_VALUE -> secret ? number(key, value, Long.toString(value.getIntValue())) : value;
      case DOUBLE_VALUE ->
          secret ? number(key, value, Double.toString(value.getDoubleValue())) : value;
      case BOOL_VALUE, STRING_VALUE_STRINDEX, VALUE_NOT_SET -> value;
    };
  }

  /// A number can be a password, too.
  private AnyValue number(String key, AnyValue value, String digits) {
    String clean = texts.value(key, true, digits, valueBytes);
    return clean.equals(digits) ? value : AnyValue.newBuilder().setStringValue(clean).build();
  }

  private AnyValue array(String key, boolean secret, AnyValue value, int depth) {
    List<AnyValue> values = value.getArrayValue().getValuesList();
    List<AnyValue> kept = new ArrayList<>(Math.min(values.size(), limits.elements()));
    boolean changed = false;
    boolean allTexts = !secret && values.size() > 1;
    for (AnyValue each : values) {
      if (++elements > limits.elements()) {
        texts.cut(Cuts.Kind.VALUES, values.size() - kept.size());
        changed = true;
        break;
      }
      AnyValue screened = value(key, secret, each, depth + 1);
      changed |= !same(screened, each);
      allTexts &= screened.hasStringValue();
      kept.add(screened);
    }
    if (allTexts) {
      changed |= maskNeighbours(kept);
    }
    return changed
        ? AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addAllValues(kept)).build()
        : value;
  }

  /// Masks elements that only their neighbours tell to be secrets.
  ///
  /// @return whether there were any
  private boolean maskNeighbours(List<AnyValue> elements) {
    List<String> given = new Texts(elements);
    List<String> clean = texts.neighbours(given);
    if (same(clean, given)) {
      return false;
    }
    elements.clear();
    clean.forEach(text -> elements.add(AnyValue.newBuilder().setStringValue(text).build()));
    return true;
  }

  /// The texts of values, seen without a copy.
  private static final class Texts extends AbstractList<String> {
    private final List<AnyValue> values;

    Texts(List<AnyValue> values) {
      this.values = values;
    }

    @Override
    public String get(int index) {
      return values.get(index).getStringValue();
    }

    @Override
    public int size() {
      return values.size();
    }
  }

  /// The secret's name in `{"name": "password", "value": …}`; null if the entries tell none.
  private @Nullable String pairedName(List<KeyValue> entries) {
    for (int i = 0; i < entries.size() && i < LARGEST_PAIR; i++) {
      KeyValue entry = entries.get(i);
      if (entry.getValue().hasStringValue()
          && Redactor.tellsName(entry.getKey())
          && verdicts.isSecret(entry.getValue().getStringValue())) {
        return entry.getValue().getStringValue();
      }
    }
    return null;
  }

  private AnyValue map(String key, boolean secret, AnyValue value, int depth) {
    List<KeyValue> entries = value.getKvlistValue().getValuesList();
    List<KeyValue> kept = new ArrayList<>(Math.min(entries.size(), limits.elements()));
    String paired = secret ? null : pairedName(entries);
    boolean changed = false;
    for (KeyValue entry : entries) {
      if (++elements > limits.elements()) {
        texts.cut(Cuts.Kind.VALUES, entries.size() - kept.size());
        changed = true;
        break;
      }
      KeyValue screened =
          paired != null && Redactor.holdsValue(entry.getKey())
              ? entry(paired, true, entry, depth)
              : entry(key, secret, entry, depth);
      changed |= !same(screened, entry);
      if (screened != null) {
        kept.add(screened);
      }
    }
    return changed
        ? AnyValue.newBuilder().setKvlistValue(KeyValueList.newBuilder().addAllValues(kept)).build()
        : value;
  }

  /// An entry of a map below an attribute; what stands below a secret key is secret.
  private @Nullable KeyValue entry(
      String outerKey, boolean outerSecret, KeyValue entry, int depth) {
    String key = entry.getKey();
    if (key.length() > limits.keyLength()) {
      texts.cut(Cuts.Kind.VALUES, 1);
      return null;
    }
    KeyVerdicts.Verdict verdict = verdicts.of(key);
    if (leavesOut != null
        && (verdict.content() != Sort.PLAIN
            || ContentKeys.isUnknownMessage(key, entry.getValue()))) {
      texts.cut(leavesOut, 1);
      return null;
    }
    String secretKey = verdict.secret() ? key : outerKey;
    boolean secret = outerSecret || verdict.secret();
    return rebuilt(
        entry, verdict, value(secret ? secretKey : key, secret, entry.getValue(), depth + 1));
  }
}
