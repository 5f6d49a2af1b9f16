// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.PartInfo;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredSpan;
import java.util.List;
import java.util.Objects;

/// What the parts of the suite have in common.
interface StorageUnderTest {
  /// The store of this test, empty at its start.
  Storage storage();

  /// The same store, closed and opened again; skips the test if it cannot be.
  Storage reopened();

  /// Whether [#reopened] gives what there was.
  boolean survivesReopening();

  default StorageReader reader() {
    return storage().reader();
  }

  /// The spans of one trace; empty when there are none.
  default List<StoredSpan> spansOf(PartId trace) {
    return reader().spans(List.of(trace)).getOrDefault(trace, List.of());
  }

  /// What is known of a part that must be known.
  default PartInfo info(PartId part) {
    PartInfo info = reader().parts(List.of(part)).get(part);
    assertThat(info).isNotNull();
    return Objects.requireNonNull(info);
  }
}
