// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.List;

/// Content that is the value of single attributes.
final class AttributesForm implements ContentForm {
  private record Row(String key, ContentKind kind, boolean messages) {}

  private final List<Row> rows;

  private AttributesForm(List<Row> rows) {
    this.rows = rows;
  }

  /// Attributes that hold messages in one of the shapes that [Messages] reads.
  static AttributesForm messages(ContentKind kind, String key) {
    return new AttributesForm(List.of(new Row(key, kind, true)));
  }

  /// Attributes that hold one thing as it stands: arguments, results.
  static AttributesForm value(ContentKind kind, String key) {
    return new AttributesForm(List.of(new Row(key, kind, false)));
  }

  /// This one and another, which belong together: neither is passed over because of the other.
  AttributesForm and(AttributesForm other) {
    List<Row> both = new ArrayList<>(rows);
    both.addAll(other.rows);
    return new AttributesForm(List.copyOf(both));
  }

  @Override
  public boolean owns(String key) {
    return rows.stream().anyMatch(row -> row.key().equals(key));
  }

  @Override
  public List<Said> read(ContentSource source) {
    List<Said> said = new ArrayList<>();
    for (Row row : rows) {
      said.addAll(
          row.messages()
              ? Messages.of(source.tree(row.key()), row.kind())
              : Messages.value(source.tree(row.key()), row.kind(), null));
    }
    return said;
  }
}
