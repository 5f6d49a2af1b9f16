// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the log holds of a model's answer. What is null was not said.
///
/// @param id the provider's id of the answer
/// @param usage tokens; unknown for a failed request
/// @param error the code in `error_code:{code}, config {i} failed`, which AG2 writes in place of an
///   answer; `None` when the provider gave none; null for an answer
record ModelAnswer(
    @Nullable String id,
    @Nullable String model,
    TokenUsage usage,
    List<String> finishReasons,
    @Nullable String error) {

  static final ModelAnswer NONE = new ModelAnswer(null, null, TokenUsage.UNKNOWN, List.of(), null);

  private static final String ERROR = "error_code:";

  ModelAnswer {
    finishReasons = List.copyOf(finishReasons);
  }

  /// Reads what Python's `str()` made of the answer.
  static ModelAnswer ofRepr(String text) {
    ModelAnswer error = ofError(text);
    if (error != null) {
      return error;
    }
    PythonRepr repr = PythonRepr.of(text);
    Map<String, String> fields = repr.fields();
    String usage = fields.get("usage");
    if (usage == null && !repr.complete()) {
      // Cut off or unreadable before it: the last one that looks like it. The texts of messages,
      // which can hold look-alikes, stand before the real one.
      int at = text.lastIndexOf("usage=");
      usage = at < 0 ? null : text.substring(at + "usage=".length());
    }
    return new ModelAnswer(
        PythonRepr.text(fields.get("id")),
        PythonRepr.text(fields.get("model")),
        usage == null ? TokenUsage.UNKNOWN : usageOfRepr(usage),
        finishReasonsOfRepr(fields.get("choices")),
        null);
  }

  /// Null if it is none.
  private static @Nullable ModelAnswer ofError(String text) {
    if (!text.startsWith(ERROR)) {
      return null;
    }
    int end = text.indexOf(',');
    String code = text.substring(ERROR.length(), end < 0 ? text.length() : end).strip();
    return new ModelAnswer(null, null, TokenUsage.UNKNOWN, List.of(), code);
  }

  private static TokenUsage usageOfRepr(String text) {
    Map<String, String> fields = PythonRepr.of(text).fields();
    Map<String, String> prompt = nested(fields.get("prompt_tokens_details"));
    Map<String, String> completion = nested(fields.get("completion_tokens_details"));
    return new TokenUsage(
        count(fields.get("prompt_tokens")),
        count(fields.get("completion_tokens")),
        count(prompt.get("cached_tokens")),
        count(prompt.get("cache_write_tokens")),
        count(completion.get("reasoning_tokens")));
  }

  private static Map<String, String> nested(@Nullable String text) {
    return text == null ? Map.of() : PythonRepr.of(text).fields();
  }

  private static List<String> finishReasonsOfRepr(@Nullable String choices) {
    List<String> reasons = new ArrayList<>();
    if (choices != null) {
      for (String choice : PythonRepr.elements(choices)) {
        String reason = PythonRepr.text(PythonRepr.of(choice).fields().get("finish_reason"));
        if (reason != null) {
          reasons.add(reason);
        }
      }
    }
    return reasons;
  }

  /// Reads the answer as the SQLite form has it: the object, or `{"response": text or null}`.
  static ModelAnswer ofJson(JsonNode json) {
    if (json.has("response") && !json.has("choices") && !json.has("usage")) {
      JsonNode response = json.get("response");
      return response.isString() ? ofRepr(response.asString()) : NONE;
    }
    JsonNode usage = json.path("usage");
    List<String> reasons = new ArrayList<>();
    for (JsonNode choice : json.path("choices")) {
      String reason = text(choice.path("finish_reason"));
      if (reason != null) {
        reasons.add(reason);
      }
    }
    return new ModelAnswer(
        text(json.path("id")),
        text(json.path("model")),
        new TokenUsage(
            count(usage.path("prompt_tokens")),
            count(usage.path("completion_tokens")),
            count(usage.path("prompt_tokens_details").path("cached_tokens")),
            count(usage.path("prompt_tokens_details").path("cache_write_tokens")),
            count(usage.path("completion_tokens_details").path("reasoning_tokens"))),
        reasons,
        null);
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() && !node.asString().isEmpty() ? node.asString() : null;
  }

  private static @Nullable Long count(JsonNode node) {
    return node.isNumber() || node.isString() ? count(node.asString()) : null;
  }

  /// A whole number from 0 to what is credible; anything else is unknown.
  private static @Nullable Long count(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 13) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    long count = Long.parseLong(text);
    return count > TokenUsage.MAX_CREDIBLE ? null : (Long) count;
  }
}
