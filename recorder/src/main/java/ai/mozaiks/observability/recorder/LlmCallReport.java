// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a host knows of one request to a model, retries inside it included, for
/// [PerformanceManager#recordLlmCall(String, String, LlmCallReport)]. What is not said is unknown.
/// Nothing is checked and nothing throws before the call is recorded.
///
/// Mutable and not thread-safe.
///
/// ```java
/// performance.recordLlmCall("chat_1", "planner",
///     LlmCallReport.lasting(Duration.ofMillis(900))
///         .provider("openai").model("gpt-4o-mini").tokens(1200, 300)
///         .timeToFirstToken(Duration.ofMillis(150)));
/// ```
public final class LlmCallReport {

  final Duration duration;
  @Nullable String provider;
  @Nullable String model;
  @Nullable String requestModel;
  @Nullable BigDecimal costUsd;
  @Nullable Duration timeToFirstToken;
  boolean streaming;
  boolean cached;
  boolean failed;
  @Nullable String errorType;
  @Nullable String errorMessage;
  private TokenUsage usage = TokenUsage.UNKNOWN;
  private boolean totalsOnly; // then these two instead
  private long promptTokens;
  private long completionTokens;

  private LlmCallReport(Duration duration) {
    this.duration = duration;
  }

  /// A call of which nothing is known but its length.
  ///
  /// @param duration from the request to the end of the answer; `>= 0`
  public static LlmCallReport lasting(Duration duration) {
    return new LlmCallReport(duration);
  }

  /// The hosting side, for example `openai` or `aws.bedrock`; null when unknown.
  public LlmCallReport provider(@Nullable String provider) {
    this.provider = provider;
    return this;
  }

  /// The model that answered; null when unknown.
  public LlmCallReport model(@Nullable String model) {
    this.model = model;
    return this;
  }

  /// The model asked for, where it has another name than the one that answered; null when unknown.
  public LlmCallReport requestModel(@Nullable String requestModel) {
    this.requestModel = requestModel;
    return this;
  }

  /// The tokens of the call, its prompt's cached ones and its answer's reasoning included.
  ///
  /// @param prompt all input; count, 0 to [TokenUsage#MAX_CREDIBLE]
  /// @param completion all output; count, 0 to [TokenUsage#MAX_CREDIBLE]
  public LlmCallReport tokens(long prompt, long completion) {
    this.totalsOnly = true;
    this.promptTokens = prompt;
    this.completionTokens = completion;
    return this;
  }

  /// The tokens of the call in all detail; counts up to [TokenUsage#MAX_CREDIBLE].
  public LlmCallReport usage(TokenUsage usage) {
    this.totalsOnly = false;
    this.usage = usage;
    return this;
  }

  /// What it cost in US dollars, 0 to [Usd#MAX]; null to have it priced.
  public LlmCallReport costUsd(@Nullable BigDecimal costUsd) {
    this.costUsd = costUsd;
    return this;
  }

  /// How long the first token took, `>= 0`, which says that the answer was streamed; null when
  /// unknown.
  public LlmCallReport timeToFirstToken(@Nullable Duration timeToFirstToken) {
    this.timeToFirstToken = timeToFirstToken;
    return this;
  }

  /// Whether the answer was streamed; false unless set.
  public LlmCallReport streaming(boolean streaming) {
    this.streaming = streaming;
    return this;
  }

  /// Whether the answer came from the application's own cache: counted as a call, but with no
  /// tokens and no cost, whatever is reported. False unless set.
  public LlmCallReport cached(boolean cached) {
    this.cached = cached;
    return this;
  }

  /// The call failed. If its tokens are not reported it is taken as refused before it was served.
  ///
  /// @param errorType a class of error with few values, such as the exception's name or the HTTP
  ///   status; secrets in it are masked; null when unknown
  /// @param message null when there is none; secrets in it are masked
  public LlmCallReport failed(@Nullable String errorType, @Nullable String message) {
    this.failed = true;
    this.errorType = errorType;
    this.errorMessage = message;
    return this;
  }

  /// The tokens.
  ///
  /// @throws IllegalArgumentException if a count is negative
  TokenUsage usage() {
    return totalsOnly ? TokenUsage.of(promptTokens, completionTokens) : usage;
  }
}
