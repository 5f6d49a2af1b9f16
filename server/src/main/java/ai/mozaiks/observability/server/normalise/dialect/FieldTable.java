// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which attribute tells which field, and which wins when several do. Aliases in one span are never
/// added: one value per field. Immutable.
final class FieldTable {

  /// One attribute's claim to a field; the lower rank wins.
  record Claim(Field field, int rank, Conversion conversion, String attribute) {}

  /// A field's value and the attribute it came from.
  record Told(Object value, String attribute, int rank) {}

  private final Map<String, List<Claim>> claimsByAttribute;

  private FieldTable(Map<String, List<Claim>> claimsByAttribute) {
    this.claimsByAttribute = claimsByAttribute;
  }

  /// Reads all fields in one pass over the attributes.
  ///
  /// @param told takes the values; one that is there already stands unless an attribute of lower
  ///   rank tells the field
  /// @param flags takes what is wrong with figures
  void read(List<KeyValue> attributes, Map<Field, Told> told, Set<SpanFlag> flags) {
    for (KeyValue attribute : attributes) {
      List<Claim> claims = claimsByAttribute.get(attribute.getKey());
      if (claims != null) {
        for (Claim claim : claims) {
          read(attribute.getValue(), claim, told, flags);
        }
      }
    }
  }

  /// The same where no figures are told.
  void read(List<KeyValue> attributes, Map<Field, Told> told) {
    read(attributes, told, EnumSet.noneOf(SpanFlag.class));
  }

  private static void read(
      AnyValue value, Claim claim, Map<Field, Told> told, Set<SpanFlag> flags) {
    Told known = told.get(claim.field());
    boolean wins = known == null || claim.rank() < known.rank();
    boolean figure = claim.field().isFigure();
    if (!wins && !figure) {
      return; // nothing comes of it
    }
    Object converted = claim.conversion().convert(value);
    if (converted == null) {
      if (figure && Conversion.claimsANumber(value)) {
        flags.add(SpanFlag.FIGURE_REFUSED);
      }
      return;
    }
    if (figure && known != null && !isSame(known.value(), converted)) {
      flags.add(SpanFlag.ALIASES_DISAGREE);
    }
    if (wins) {
      told.put(claim.field(), new Told(converted, claim.attribute(), claim.rank()));
    }
  }

  static boolean isSame(Object figure, Object other) {
    if (figure instanceof BigDecimal decimal && other instanceof BigDecimal otherDecimal) {
      return decimal.compareTo(otherDecimal) == 0; // 0.1 is 0.10
    }
    return figure.equals(other);
  }

  /// The attributes that can tell any of some fields.
  Set<String> attributesOf(Set<Field> fields) {
    Set<String> attributes = new HashSet<>();
    claimsByAttribute.forEach((attribute, claims) -> {
      if (claims.stream().anyMatch(claim -> fields.contains(claim.field()))) {
        attributes.add(attribute);
      }
    });
    return attributes;
  }

  static Builder builder() {
    return new Builder();
  }

  /// Builds a table row by row: `field(F, conversion, winner, second, third …)`.
  static final class Builder {
    private final Map<String, List<Claim>> claims = new HashMap<>();
    private final Map<Field, Integer> nextRanks = new EnumMap<>(Field.class);

    /// Adds a row in order of precedence, behind the rows that the field has already.
    Builder field(Field field, Conversion conversion, String... attributes) {
      int rank = nextRanks.getOrDefault(field, 0);
      for (String attribute : attributes) {
        claims
            .computeIfAbsent(attribute, _ -> new ArrayList<>())
            .add(new Claim(field, rank++, conversion, attribute));
      }
      nextRanks.put(field, rank);
      return this;
    }

    FieldTable build() {
      Map<String, List<Claim>> copy = new HashMap<>();
      claims.forEach((key, list) -> copy.put(key, List.copyOf(list)));
      return new FieldTable(Map.copyOf(copy));
    }
  }
}
