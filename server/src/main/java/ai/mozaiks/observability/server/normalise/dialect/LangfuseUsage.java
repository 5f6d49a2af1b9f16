// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Langfuse's `usage_details`: a map of `input`, `output`, `total` and parts of them by free names
/// (`input_cached_tokens`, `cache_read_input_tokens`, `output_reasoning` …). The parts are either
/// within `input` and `output` or beside them; the total decides, and without one they are beside.
/// The client of OpenAI passes on that API's own object, whose parts stand in `…_details` and are
/// always within.
///
/// @param prompt tokens with all their parts; null when not reported
/// @param completion tokens with all their parts; null when not reported
/// @param cachedRead null when not reported
/// @param cacheWrite null when not reported
/// @param reasoning null when not reported
record LangfuseUsage(
    @Nullable Long prompt,
    @Nullable Long completion,
    @Nullable Long cachedRead,
    @Nullable Long cacheWrite,
    @Nullable Long reasoning) {

  /// Reads the map; null if the value holds none.
  static @Nullable LangfuseUsage of(AnyValue value) {
    JsonNode details = Conversion.object(value);
    if (details == null) {
      return null;
    }
    Sums sums = new Sums();
    for (Map.Entry<String, JsonNode> detail : details.properties()) {
      Long count = Conversion.count(detail.getValue());
      if (detail.getValue().isObject()) {
        sums.addWithin(detail.getValue());
      } else if (count != null) {
        sums.add(detail.getKey(), count);
      }
    }
    return sums.usage();
  }

  private static final class Sums {
    private @Nullable Long input;
    private @Nullable Long output;
    private @Nullable Long total;
    private @Nullable Long cachedRead;
    private @Nullable Long cacheWrite;
    private @Nullable Long reasoning;
    private long inputParts;
    private long outputParts;

    void add(String name, long count) {
      switch (name) {
        case "input", "prompt_tokens", "input_tokens" -> input = count;
        case "output", "completion_tokens", "output_tokens" -> output = count;
        case "total", "total_tokens" -> total = count;
        default -> addPart(name, count);
      }
    }

    /// Parts that `input` and `output` hold already.
    void addWithin(JsonNode details) {
      Long cached = Conversion.count(details.path("cached_tokens"));
      Long reasoned = Conversion.count(details.path("reasoning_tokens"));
      cachedRead = cached == null ? cachedRead : cached;
      reasoning = reasoned == null ? reasoning : reasoned;
    }

    private void addPart(String name, long count) {
      if (name.contains("cache_creation") || name.contains("cache_write")) {
        cacheWrite = sum(cacheWrite, count);
        inputParts += count;
      } else if (name.contains("cache")) {
        cachedRead = sum(cachedRead, count);
        inputParts += count;
      } else if (name.startsWith("input")) {
        inputParts += count;
      } else if (name.contains("reasoning") || name.contains("thought")) {
        reasoning = sum(reasoning, count);
        outputParts += count;
      } else if (name.startsWith("output")) {
        outputParts += count;
      }
    }

    private static Long sum(@Nullable Long sum, long count) {
      return sum == null ? count : sum + count;
    }

    LangfuseUsage usage() {
      long whole = orZero(input) + orZero(output);
      boolean beside = total == null || total >= whole + inputParts + outputParts;
      return new LangfuseUsage(
          beside && input != null ? (Long) (input + inputParts) : input,
          beside && output != null ? (Long) (output + outputParts) : output,
          cachedRead,
          cacheWrite,
          reasoning);
    }

    private static long orZero(@Nullable Long count) {
      return count == null ? 0 : count;
    }
  }
}
