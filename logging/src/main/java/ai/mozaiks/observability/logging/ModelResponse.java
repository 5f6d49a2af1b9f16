// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a model answered, or that it did not. Immutable.
public final class ModelResponse {

  /// A tool that the model asks for.
  ///
  /// @param arguments JSON
  public record ToolCall(String id, String name, String arguments) {}

  private record Choice(@Nullable String content, String finishReason, List<ToolCall> toolCalls) {}

  private final @Nullable String failure;
  private final @Nullable String id;
  private final @Nullable String model;
  private final List<Choice> choices;
  private final @Nullable Instant created;
  private final TokenUsage usage;
  private final @Nullable BigDecimal costUsd;

  private ModelResponse(
      @Nullable String failure,
      @Nullable String id,
      @Nullable String model,
      List<Choice> choices,
      @Nullable Instant created,
      TokenUsage usage,
      @Nullable BigDecimal costUsd) {
    this.failure = failure;
    this.id = id;
    this.model = model;
    this.choices = List.copyOf(choices);
    this.created = created;
    this.usage = usage;
    this.costUsd = costUsd;
  }

  /// A provider refused the request.
  ///
  /// @param code the provider's, `429` for instance; null if it gave none
  /// @param config which entry of the wrapper's list of models was tried; from 0
  public static ModelResponse failed(@Nullable String code, int config) {
    String text = "error_code:" + (code == null ? "None" : code) + ", config " + config + " failed";
    return new ModelResponse(
        text, null, null, List.of(), null, TokenUsage.UNKNOWN, BigDecimal.ZERO); // as AG2 has it
  }

  /// An answer.
  ///
  /// @param id the provider's id of it
  /// @param model that answered, as the provider calls it
  public static Builder of(@Nullable String id, @Nullable String model) {
    return new Builder(id, model);
  }

  /// Collects an answer. Not thread-safe.
  public static final class Builder {
    private final @Nullable String id;
    private final @Nullable String model;
    private final List<Choice> choices = new ArrayList<>();
    private @Nullable Instant created;
    private TokenUsage usage = TokenUsage.UNKNOWN;
    private @Nullable BigDecimal costUsd;

    private Builder(@Nullable String id, @Nullable String model) {
      this.id = id;
      this.model = model;
    }

    /// A text.
    ///
    /// @param finishReason `stop`, `length` and so on
    public Builder text(String content, String finishReason) {
      choices.add(new Choice(content, finishReason, List.of()));
      return this;
    }

    /// Tools that it asks for.
    public Builder toolCalls(List<ToolCall> calls) {
      choices.add(new Choice(null, "tool_calls", List.copyOf(calls)));
      return this;
    }

    /// When it was made.
    public Builder created(Instant at) {
      created = at;
      return this;
    }

    /// Its tokens.
    public Builder usage(TokenUsage tokens) {
      usage = tokens;
      return this;
    }

    /// What it cost, US dollars.
    public Builder costUsd(@Nullable BigDecimal dollars) {
      costUsd = dollars;
      return this;
    }

    /// The answer.
    public ModelResponse build() {
      return new ModelResponse(null, id, model, choices, created, usage, costUsd);
    }
  }

  @Nullable BigDecimal costUsd() {
    return costUsd;
  }

  /// About how many characters it has.
  long weight() {
    long weight = 0;
    for (Choice choice : choices) {
      weight += choice.content == null ? 0 : choice.content.length();
      for (ToolCall call : choice.toolCalls) {
        weight += call.arguments.length();
      }
    }
    return weight;
  }

  private static @Nullable Long total(TokenUsage usage) {
    Long prompt = usage.promptTokens();
    Long completion = usage.completionTokens();
    return prompt == null || completion == null ? null : (Long) (prompt + completion);
  }

  private static @Nullable String masked(Masking masking, @Nullable String text) {
    return text == null ? null : masking.text(text);
  }

  /// As Python's `str` shows the object, masked: what AG2's file logger writes.
  String pythonText(Masking masking) {
    if (failure != null) {
      return failure;
    }
    StringBuilder out = new StringBuilder(512);
    out.append("ChatCompletion(id=").append(PythonText.quoted(masked(masking, id)));
    out.append(", choices=[");
    for (int i = 0; i < choices.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      choice(out, masking, i, choices.get(i));
    }
    out.append("], created=")
        .append(created == null ? "None" : Long.toString(created.getEpochSecond()));
    out.append(", model=").append(PythonText.quoted(masked(masking, model)));
    out.append(", object='chat.completion', service_tier=None, system_fingerprint=None, usage=");
    usage(out);
    if (costUsd != null) {
      out.append(", cost=").append(costUsd.toPlainString());
    }
    return out.append(')').toString();
  }

  private static void choice(StringBuilder out, Masking masking, int index, Choice choice) {
    out.append("Choice(finish_reason=").append(PythonText.quoted(choice.finishReason));
    out.append(", index=").append(index).append(", logprobs=None, message=ChatCompletionMessage(");
    out.append("content=").append(PythonText.quoted(masked(masking, choice.content)));
    out.append(
        ", refusal=None, role='assistant', annotations=None, audio=None, function_call=None");
    out.append(", tool_calls=");
    if (choice.toolCalls.isEmpty()) {
      out.append("None");
    } else {
      out.append('[');
      for (int i = 0; i < choice.toolCalls.size(); i++) {
        ToolCall call = choice.toolCalls.get(i);
        out.append(i == 0 ? "" : ", ").append("ChatCompletionMessageToolCall(id=");
        out.append(PythonText.quoted(call.id)).append(", function=Function(arguments=");
        out.append(PythonText.quoted(masked(masking, call.arguments))).append(", name=");
        out.append(PythonText.quoted(call.name)).append("), type='function')");
      }
      out.append(']');
    }
    out.append("))");
  }

  private void usage(StringBuilder out) {
    if (usage.isUnknown()) {
      out.append("None");
      return;
    }
    out.append("CompletionUsage(completion_tokens=")
        .append(PythonText.number(usage.completionTokens()));
    out.append(", prompt_tokens=").append(PythonText.number(usage.promptTokens()));
    out.append(", total_tokens=").append(PythonText.number(total(usage)));
    out.append(", completion_tokens_details=");
    if (usage.reasoningTokens() == null) {
      out.append("None");
    } else {
      out.append("CompletionTokensDetails(accepted_prediction_tokens=None, audio_tokens=None")
          .append(", reasoning_tokens=")
          .append(usage.reasoningTokens())
          .append(", rejected_prediction_tokens=None)");
    }
    out.append(", prompt_tokens_details=");
    if (usage.cachedReadTokens() == null && usage.cacheWriteTokens() == null) {
      out.append("None");
    } else {
      out.append("PromptTokensDetails(audio_tokens=None, cached_tokens=")
          .append(PythonText.number(usage.cachedReadTokens()));
      if (usage.cacheWriteTokens() != null) {
        out.append(", cache_write_tokens=").append(usage.cacheWriteTokens());
      }
      out.append(')');
    }
    out.append(')');
  }

  /// As maps and lists, not yet masked: what AG2's SQLite logger writes as JSON.
  Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (failure != null) {
      map.put("response", failure);
      return map;
    }
    map.put("id", id);
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      Map<String, @Nullable Object> choice = new LinkedHashMap<>();
      choice.put("finish_reason", choices.get(i).finishReason);
      choice.put("index", i);
      choice.put("logprobs", null);
      choice.put("message", message(choices.get(i)));
      list.add(choice);
    }
    map.put("choices", list);
    map.put("created", created == null ? null : created.getEpochSecond());
    map.put("model", model);
    map.put("object", "chat.completion");
    map.put("usage", usage.isUnknown() ? null : usageMap());
    if (costUsd != null) {
      map.put("cost", costUsd);
    }
    return map;
  }

  private static Map<String, @Nullable Object> message(Choice choice) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("content", choice.content);
    message.put("refusal", null);
    message.put("role", "assistant");
    message.put("function_call", null);
    List<Object> calls = new ArrayList<>();
    for (ToolCall call : choice.toolCalls) {
      Map<String, Object> function = new LinkedHashMap<>();
      function.put("arguments", call.arguments);
      function.put("name", call.name);
      Map<String, Object> asked = new LinkedHashMap<>();
      asked.put("id", call.id);
      asked.put("function", function);
      asked.put("type", "function");
      calls.add(asked);
    }
    message.put("tool_calls", calls.isEmpty() ? null : calls);
    return message;
  }

  private Map<String, @Nullable Object> usageMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("completion_tokens", usage.completionTokens());
    map.put("prompt_tokens", usage.promptTokens());
    map.put("total_tokens", total(usage));
    if (usage.reasoningTokens() != null) {
      map.put("completion_tokens_details", Map.of("reasoning_tokens", usage.reasoningTokens()));
    }
    Map<String, Object> prompt = new LinkedHashMap<>();
    if (usage.cachedReadTokens() != null) {
      prompt.put("cached_tokens", usage.cachedReadTokens());
    }
    if (usage.cacheWriteTokens() != null) {
      prompt.put("cache_write_tokens", usage.cacheWriteTokens());
    }
    if (!prompt.isEmpty()) {
      map.put("prompt_tokens_details", prompt);
    }
    return map;
  }
}
