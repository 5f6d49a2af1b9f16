// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.server.normalise.dialect.FieldTable.Told;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a span told, by field. Immutable, and as small as can be: every span in memory has one, and
/// few of the fields.
final class ToldFields {
  private static final Field[] FIELDS = Field.values();

  /// Texts up to here are shared: names, not ids of any length that a sender makes up.
  private static final int LONGEST_SHARED = 64;

  /// A bit for each field that is told.
  private final long fields;

  /// In the order of the fields.
  private final Told[] values;

  private ToldFields(long fields, Told[] values) {
    this.fields = fields;
    this.values = values;
  }

  /// A copy of a map.
  ///
  /// @param recent what other spans told, of which texts that come again are taken
  static ToldFields of(EnumMap<Field, Told> told, Recent<Told> recent) {
    return of(told, value -> isName(value) ? recent.shared(value) : value);
  }

  /// A copy of a map whose texts are those of other spans already.
  static ToldFields of(EnumMap<Field, Told> told) {
    return of(told, value -> value);
  }

  private static ToldFields of(EnumMap<Field, Told> told, UnaryOperator<Told> kept) {
    long fields = 0;
    Told[] values = new Told[told.size()];
    int count = 0;
    for (Map.Entry<Field, Told> entry : told.entrySet()) {
      fields |= bit(entry.getKey());
      values[count++] = kept.apply(entry.getValue());
    }
    return new ToldFields(fields, values);
  }

  private static boolean isName(Told told) {
    return told.value() instanceof String text && text.length() <= LONGEST_SHARED;
  }

  @SuppressWarnings("EnumOrdinal") // in memory only, never stored
  private static long bit(Field field) {
    return 1L << field.ordinal();
  }

  /// What a field was told; null when it was not.
  @Nullable Told get(Field field) {
    long bit = bit(field);
    return (fields & bit) == 0 ? null : values[Long.bitCount(fields & (bit - 1))];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ToldFields that
        && fields == that.fields
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(fields) + Arrays.hashCode(values);
  }

  /// All that was told, in the order of the fields.
  void forEach(BiConsumer<Field, Told> action) {
    for (Field field : FIELDS) {
      Told told = get(field);
      if (told != null) {
        action.accept(field, told);
      }
    }
  }
}
