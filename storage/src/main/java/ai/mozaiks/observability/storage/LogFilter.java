// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What log records must be like, whenever they happened; a null or empty part asks for nothing.
///
/// @param app exact app; with `chat`, only of records that name the chat themselves
/// @param chat records of one chat
/// @param trace records of one trace
/// @param minSeverity only records of at least this severity; 0 takes those without one too
/// @param columns what must stand in columns
/// @param fields attributes by their whole name, and what they must be: a text as it is, a number
///   by its value, `true` or `false`. Attributes within attributes are not looked at
/// @param text what must stand in the message or the attributes
public record LogFilter(
    @Nullable String app,
    @Nullable OfChat chat,
    @Nullable PartId trace,
    int minSeverity,
    Map<LogColumn, String> columns,
    Map<String, String> fields,
    LogText text) {

  public static final LogFilter ALL = builder().build();

  /// How many attributes may be asked for.
  public static final int MAX_FIELDS = 16;

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final int MAX_NUMBER_LENGTH = 40;
  private static final double FIRST_INEXACT = 1L << 53;

  /// The records of a chat: those that name it themselves, and those of its traces, which are the
  /// traces that have events of it and those that were attached to it.
  ///
  /// @param chatId what records call it
  /// @param chats what it is now; several if apps share the id, none if no such chat is known
  public record OfChat(String chatId, Set<ChatKey> chats) {
    public OfChat {
      Objects.requireNonNull(chatId, "chatId");
      chats = Set.copyOf(chats);
    }
  }

  public LogFilter {
    if (minSeverity < 0 || minSeverity > StoredLog.MAX_SEVERITY) {
      throw new IllegalArgumentException("minSeverity: " + minSeverity + " (expected: 0 to 24)");
    }
    if (fields.size() > MAX_FIELDS) {
      throw new IllegalArgumentException(
          "fields: %d (expected: at most %d)".formatted(fields.size(), MAX_FIELDS));
    }
    Objects.requireNonNull(text, "text");
    columns = Map.copyOf(columns);
    fields = Map.copyOf(fields);
  }

  /// The number that the value of a field asks for; null if it is none, or so large that numbers
  /// next to each other look alike: then digits are compared.
  public static @Nullable Double numberOf(String value) {
    if (value.length() > MAX_NUMBER_LENGTH || !NUMBER.matcher(value).matches()) {
      return null;
    }
    double number = Double.parseDouble(value);
    return Math.abs(number) < FIRST_INEXACT ? (Double) number : null;
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Whether a record is like that.
  ///
  /// @param traces the traces of [#chat], in lower-case hex
  public boolean matches(StoredLog log, Set<String> traces) {
    return log.severity() >= minSeverity
        && isOf(log, traces)
        && columns.entrySet().stream().allMatch(each -> each.getKey().matches(log, each.getValue()))
        && text.matches(log)
        && (fields.isEmpty() || new JsonFields(log.attributes()).matchAll(fields));
  }

  private boolean isOf(StoredLog log, Set<String> traces) {
    if (trace != null && !trace.equals(log.trace())) {
      return false;
    }
    boolean ofApp = app == null || app.equals(log.subject().app());
    if (chat == null) {
      return ofApp;
    }
    boolean named = ofApp && chat.chatId().equals(log.subject().chatId());
    return named || (log.trace() != null && traces.contains(log.trace().hex()));
  }

  /// Collects what is asked for; nothing to begin with.
  public static final class Builder {
    private final Map<LogColumn, String> columns = new EnumMap<>(LogColumn.class);
    private final Map<String, String> fields = new TreeMap<>();
    private @Nullable String app;
    private @Nullable OfChat chat;
    private @Nullable PartId trace;
    private int minSeverity;
    private LogText text = LogText.ANY;

    private Builder() {}

    public Builder app(@Nullable String app) {
      this.app = app;
      return this;
    }

    public Builder chat(@Nullable OfChat chat) {
      this.chat = chat;
      return this;
    }

    public Builder trace(@Nullable PartId trace) {
      this.trace = trace;
      return this;
    }

    public Builder minSeverity(int minSeverity) {
      this.minSeverity = minSeverity;
      return this;
    }

    /// Asks for a value of a column.
    ///
    /// @param value null asks for nothing
    public Builder column(LogColumn column, @Nullable String value) {
      if (value == null) {
        columns.remove(column);
      } else {
        columns.put(column, value);
      }
      return this;
    }

    public Builder field(String name, String value) {
      fields.put(name, value);
      return this;
    }

    public Builder text(LogText text) {
      this.text = text;
      return this;
    }

    public LogFilter build() {
      return new LogFilter(app, chat, trace, minSeverity, columns, fields, text);
    }
  }
}
