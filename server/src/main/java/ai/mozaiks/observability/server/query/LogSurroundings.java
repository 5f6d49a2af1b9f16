// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.storage.LogColumn;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.StoredLog;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Of what the records are that stand around one.
enum LogSurroundings {
  /// Its chat, in its app.
  CHAT,
  /// Its trace.
  TRACE,
  /// Its logger, or all without one, in its app.
  LOGGER,
  /// Its app.
  APP;

  /// What was asked for; if nothing was, the nearest that there is: the chat that the record names,
  /// else its trace, else its logger.
  ///
  /// @throws Refusal 400 if the record has nothing of the kind
  static LogSurroundings of(StoredLog log, @Nullable String word) throws Refusal {
    for (LogSurroundings each : values()) {
      boolean asked = word == null ? each != APP : each.word().equals(word);
      if (asked && each.areOf(log)) {
        return each;
      }
    }
    throw Refusal.of(
        400,
        "of: "
            + LogParameters.shortened(String.valueOf(word))
            + " (expected: chat, trace, logger or app, as far as the record names one)");
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private boolean areOf(StoredLog log) {
    return switch (this) {
      case CHAT -> log.subject().chatId() != null;
      case TRACE -> log.trace() != null;
      case LOGGER, APP -> true;
    };
  }

  LogFilter filterFor(StoredLog log, LogParameters parameters) {
    String app = log.subject().app();
    String chatId = log.subject().chatId();
    LogFilter.Builder filter = LogFilter.builder();
    return switch (this) {
      case CHAT ->
          filter.app(app).chat(chatId == null ? null : parameters.ofChat(chatId, app)).build();
      case TRACE -> filter.trace(log.trace()).build();
      case LOGGER -> filter.app(app).column(LogColumn.LOGGER, log.logger()).build();
      case APP -> filter.app(app).build();
    };
  }
}
