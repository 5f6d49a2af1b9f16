// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// What it costs to look for secrets in a text. Run with `-prof gc` to see the bytes allocated.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RedactionBenchmark {
  private static final String[] ATTRIBUTES = {
    "chat",
    "openai",
    "gpt-4o-mini-2024-07-18",
    "agent",
    "invoke_agent",
    "Planner",
    "acme",
    "6e08f3e0-392b-434e-8b69-4ab36c4fcf99",
    "chatcmpl-9x8y7z6w5v4u3t2s1r",
    "stop",
    "https://api.openai.com/v1/chat/completions",
    "api.openai.com",
    "search_documents",
    "call_abc123DEF456",
    "2025-10-02T10:00:00.123Z",
    "function",
    "Generator",
    "user_17",
    "Rate limit reached for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000",
    "python 3.12.4 on Linux-6.8.0"
  };
  private static final String LOG_LINE =
      "{\"ts\":\"2025-10-02T10:00:00.123Z\",\"level\":\"INFO\",\"logger\":\"mozaiks.workflow\","
          + "\"msg\":\"agent_turn\",\"mod\":\"planner\",\"fn\":\"run\",\"line\":214,\"file\":"
          + "\"planner.py\",\"extra\":{\"chat_id\":\"6e08f3e0-392b-434e-8b69-4ab36c4fcf99\","
          + "\"workflow\":\"Generator\",\"agent\":\"Planner\",\"model\":\"gpt-4o-mini\","
          + "\"prompt_tokens\":1204,\"completion_tokens\":318,\"cost_usd\":0.00042}}";
  private static final String SECRET_LINE =
      "2025-10-02 10:00:00 ERROR could not connect: postgres://app:hunter2@db:5432/chats"
          + " (password=hunter2, api_key=abcdef0123456789)";

  private final Redactor redactor = Redactor.standard();
  private String prose = "";

  @Param({"4096"})
  int proseLength;

  @Setup
  public void prepare() {
    String sentence =
        "The planner reads the request, decides which tools to call (search, fetch), and writes "
            + "a short plan: first the facts, then the open questions; nothing else.\n";
    prose = sentence.repeat(proseLength / sentence.length());
  }

  /// The twenty attributes of a usual span.
  @Benchmark
  public void attributesOfASpan(Blackhole blackhole) {
    for (String attribute : ATTRIBUTES) {
      blackhole.consume(redactor.redact(attribute));
    }
  }

  /// A value without any character that can belong to a secret.
  @Benchmark
  public String shortValue() {
    return redactor.redact("Generator");
  }

  /// A line of JSON without secrets.
  @Benchmark
  public String logLine() {
    return redactor.redact(LOG_LINE);
  }

  /// A line with three secrets.
  @Benchmark
  public String lineWithSecrets() {
    return redactor.redact(SECRET_LINE);
  }

  /// Prose of some kilobytes, such as a prompt.
  @Benchmark
  public String prose() {
    return redactor.redact(prose);
  }
}
