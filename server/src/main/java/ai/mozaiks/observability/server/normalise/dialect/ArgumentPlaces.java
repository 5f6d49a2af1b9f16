// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the arguments of a tool call on a span, before they are taken away as content. One pass
/// over the attributes, however many dialects there are. Immutable, thread-safe.
public final class ArgumentPlaces {

  /// The lower rank wins: arguments of their own go before what is the input of any span.
  private final Map<String, Integer> ranks = new HashMap<>();

  private final int firstInput;
  private final Set<String> kindKeys = new HashSet<>();

  /// @param dialects the most specific first
  ArgumentPlaces(List<Dialect> dialects) {
    List<String> inputs = new ArrayList<>();
    for (Dialect dialect : dialects) {
      dialect.argumentKeys().forEach(key -> ranks.putIfAbsent(key, ranks.size()));
      ToolInput input = dialect.toolInput();
      if (input != null) {
        kindKeys.add(input.kindKey());
        inputs.add(input.inputKey());
      }
    }
    firstInput = ranks.size();
    inputs.forEach(key -> ranks.putIfAbsent(key, ranks.size()));
  }

  /// The arguments; null when the span shows none of a tool call.
  ///
  /// @param attributes those of the span
  public @Nullable AnyValue argumentsIn(List<KeyValue> attributes) {
    AnyValue best = null;
    int bestRank = Integer.MAX_VALUE;
    boolean isTool = false;
    for (KeyValue attribute : attributes) {
      Integer rank = ranks.get(attribute.getKey());
      if (rank != null && rank < bestRank) {
        best = attribute.getValue();
        bestRank = rank;
      } else if (kindKeys.contains(attribute.getKey())) {
        isTool |= saysTool(attribute.getValue().getStringValue());
      }
    }
    return bestRank < firstInput || isTool ? best : null;
  }

  /// Some emitters write the word as JSON text, in quotes.
  private static boolean saysTool(String kind) {
    return kind.equalsIgnoreCase("tool") || kind.equalsIgnoreCase("\"tool\"");
  }
}
