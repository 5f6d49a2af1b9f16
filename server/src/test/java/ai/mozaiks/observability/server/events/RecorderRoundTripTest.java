// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.recorder.LlmCallReport;
import ai.mozaiks.observability.recorder.PerformanceManager;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.MarkedSecrets;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.events.EventJsonReader.Form;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a recorder says is what the server hears, whichever call said it.
class RecorderRoundTripTest {

  private final List<ChatEvent> said = new ArrayList<>();
  private final PerformanceManager recorder =
      PerformanceManager.builder().sink(said::addAll).build();

  private EventJsonReader.Result heard() {
    recorder.flush();
    StringBuilder lines = new StringBuilder();
    for (ChatEvent event : said) {
      EventJson.write(event, lines);
      lines.append('\n');
    }
    EventJsonReader reader =
        new EventJsonReader(
            InstantSource.system(),
            SpanLimits.DEFAULT,
            new MarkedSecrets(),
            new Cuts(),
            ArgumentsHash.withRandomKey(),
            1_000);
    try {
      return reader.read(Body.of(lines.toString().getBytes(UTF_8)), Form.LINES);
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyCallComesThrough() {
    recorder.recordWorkflowStart("c", "acme", "Generator", "u");
    recorder.recordAgentTurn("c", "planner", Duration.ofNanos(2_500_000_001L));
    recorder.recordAgentTurn("c", null, Duration.ZERO, "gpt-4o", 10, 5, new BigDecimal("0.85"));
    recorder.recordLlmCall("c", "planner", "gpt-4o-mini", Duration.ofMillis(900), 1200, 300);
    recorder.recordLlmCall(
        "c",
        "planner",
        LlmCallReport.lasting(Duration.ofSeconds(2))
            .provider("openai")
            .requestModel("gpt-4o")
            .model("gpt-4o-2024-08-06")
            .usage(new TokenUsage(100L, 50L, 40L, 0L, 20L))
            .timeToFirstToken(Duration.ofMillis(150)));
    recorder.recordLlmCall(
        "c", null, LlmCallReport.lasting(Duration.ZERO).model("gpt-4o").tokens(7, 7).cached(true));
    recorder.recordLlmCall(
        "c", null, LlmCallReport.lasting(Duration.ZERO).streaming(true).failed("429", "slow down"));
    recorder.recordLlmCall("c", null, LlmCallReport.lasting(Duration.ZERO).failed(null, null));
    recorder.recordUsageDelta("c", "planner", "gpt-4o-mini", 120, 48, false);
    recorder.recordUsageDelta("c", null, null, null, TokenUsage.UNKNOWN, null, true);
    recorder.recordToolCall("c", "search", true);
    recorder.recordToolCall("c", "coder", "search", Duration.ofMillis(3), false, "Timeout");
    recorder.recordError("c", ErrorLevel.AGENT, "coder", null, "lost its way");
    recorder.attachTraceId("c", "4BF92F3577B34DA6A3CE929D0E0E4736");
    recorder.recordWorkflowEnd("c", ChatStatus.CANCELLED);

    EventJsonReader.Result heard = heard();

    assertThat(recorder.counts().invalidCalls()).isZero();
    assertThat(heard.errors()).isEmpty();
    assertThat(heard.events()).hasSize(16).containsExactlyElementsOf(said);
    assertThat(ChatState.fold(new ChatKey("acme", "c"), heard.events()).tally())
        .isEqualTo(recorder.aggregate().totals());
  }

  @Test
  void theLargestValuesComeThrough() {
    String longest = "c".repeat(512);
    long most = TokenUsage.MAX_CREDIBLE;
    recorder.recordWorkflowStart(longest, "a".repeat(512), null, null);
    recorder.recordAgentTurn(longest, null, Duration.ofDays(3_650), "m", most, most, Usd.MAX);
    // 0.1 USD per million tokens, so that the computed amount stays just within its bound
    recorder.recordUsageDelta(longest, null, "gpt-4.1-nano", most, 0, false);
    recorder.recordUsageDelta(
        longest, null, null, "m", new TokenUsage(most, most, most, most, most), null, false);

    EventJsonReader.Result heard = heard();

    assertThat(recorder.counts().invalidCalls()).isZero();
    assertThat(heard.errors()).isEmpty();
    assertThat(heard.events()).containsExactlyElementsOf(said);
  }
}
