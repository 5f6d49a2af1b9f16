// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.TestSpan;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A trace of random shape, as emitters in their worst mood would send it: any role under any
/// other, ids, usage and failures anywhere, clocks that differ, parents that are missing.
final class RandomTrace {
  private static final String[] OPERATIONS = {
    "chat",
    "chat",
    "chat",
    "embeddings",
    "execute_tool",
    "execute_tool",
    "invoke_agent",
    "invoke_agent",
    "invoke_workflow",
    "create_agent",
    "await_human_input",
    "plan"
  };
  private static final String[] KINDS = {"LLM", "TOOL", "AGENT", "AGENT", "CHAIN", "RETRIEVER"};

  private RandomTrace() {}

  static List<SpanFacts> ofSeed(long seed) {
    Random random = new Random(seed);
    int size = 1 + random.nextInt(30);
    List<SpanFacts> spans = new ArrayList<>();
    for (int id = 1; id <= size; id++) {
      spans.add(span(random, id).facts());
    }
    return spans;
  }

  private static TestSpan span(Random random, int id) {
    TestSpan span =
        switch (random.nextInt(4)) {
          case 0 -> TestSpan.plain(id);
          case 1 -> TestSpan.ofKind(id, KINDS[random.nextInt(KINDS.length)]);
          default -> TestSpan.operation(id, OPERATIONS[random.nextInt(OPERATIONS.length)]);
        };
    long start = random.nextInt(1_000);
    span.at(start, start + random.nextInt(500));
    if (id > 1) {
      boolean orphan = random.nextInt(15) == 0;
      span.under(orphan ? 1_000 + id : 1 + random.nextInt(id - 1));
    }
    if (span.facts().role() != Role.PLAIN) {
      decorate(random, span);
    }
    return span;
  }

  private static void decorate(Random random, TestSpan span) {
    if (random.nextInt(3) == 0) {
      span.usage(1 + random.nextInt(1_000), 1 + random.nextInt(1_000));
    }
    if (random.nextInt(4) == 0) {
      span.with("gen_ai.conversation.id", "c" + random.nextInt(3));
    }
    if (random.nextInt(2) == 0) {
      span.with("gen_ai.agent.name", "a" + random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      span.with("gen_ai.tool.name", "t" + random.nextInt(2));
    }
    if (random.nextInt(3) == 0) {
      span.with("gen_ai.tool.call.id", "call" + random.nextInt(2));
    }
    if (random.nextInt(6) == 0) {
      span.with("gen_ai.response.id", "c" + random.nextInt(4));
    }
    if (random.nextInt(6) == 0) {
      span.with("gen_ai.usage.cost", random.nextInt(100) / 100.0);
    }
    if (random.nextInt(5) == 0) {
      span.failed("E" + random.nextInt(3), "message " + random.nextInt(3));
    }
  }
}
