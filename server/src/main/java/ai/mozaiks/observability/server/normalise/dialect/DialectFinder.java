// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds out which dialect a span speaks: the one that owns its scope, else the first of those that
/// an attribute marks, else the one whose spans have such names, else the last of all. One pass
/// over the attributes, however many dialects there are. Immutable.
final class DialectFinder {
  private final List<Dialect> dialects;
  private final Map<String, Integer> ranksByAttribute = new HashMap<>();
  private final List<Beginning> beginnings = new ArrayList<>();
  private final List<Beginning> names = new ArrayList<>();

  /// Marks of all attributes, or names, that begin so.
  private record Beginning(String text, int rank) {}

  /// @param dialects the most specific first; the last one is for spans that no other recognises
  DialectFinder(List<Dialect> dialects) {
    this.dialects = List.copyOf(dialects);
    for (int rank = 0; rank < dialects.size(); rank++) {
      for (String mark : dialects.get(rank).marks()) {
        if (mark.endsWith("*")) {
          beginnings.add(new Beginning(mark.substring(0, mark.length() - 1), rank));
        } else {
          ranksByAttribute.putIfAbsent(mark, rank);
        }
      }
      for (String name : dialects.get(rank).names()) {
        names.add(new Beginning(name, rank));
      }
    }
  }

  /// The dialect that owns a scope; null when none does.
  @Nullable Dialect ownerOf(String scopeName) {
    for (Dialect dialect : dialects) {
      if (dialect.ownsScope(scopeName)) {
        return dialect;
      }
    }
    return null;
  }

  Dialect dialectOf(SpanView span) {
    Dialect owner = span.origin().scopeOwner();
    if (owner != null) {
      return owner;
    }
    int best = dialects.size() - 1;
    for (KeyValue attribute : span.span().getAttributesList()) {
      best = Math.min(best, rank(attribute.getKey(), best));
    }
    return dialects.get(best < dialects.size() - 1 ? best : rankByName(span.name()));
  }

  private int rankByName(String spanName) {
    for (Beginning name : names) {
      if (spanName.startsWith(name.text())) {
        return name.rank();
      }
    }
    return dialects.size() - 1;
  }

  /// @param best the rank to beat
  private int rank(String key, int best) {
    Integer exact = ranksByAttribute.get(key);
    int rank = exact == null ? best : Math.min(best, exact);
    for (Beginning beginning : beginnings) {
      if (beginning.rank() >= rank) {
        return rank; // they are in order of rank
      }
      if (key.startsWith(beginning.text())) {
        return beginning.rank();
      }
    }
    return rank;
  }
}
