// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A second id for log records in which something is masked. The first is made of the record as it
/// was masked when it came, so that the same record has another one when it is sent again under
/// other rules. This one is made of what the store keeps, which a scan can mask anew.
public final class ResentIds {
  private static final String PART_OF_A_MASK = "***";

  private ResentIds() {}

  /// Whether something may be masked in a text.
  public static boolean mayBeMasked(String text) {
    return text.contains(PART_OF_A_MASK);
  }

  /// Whether something may be masked in a message.
  public static boolean mayBeMasked(byte[] body) {
    return mayBeMasked(new String(body, StandardCharsets.ISO_8859_1));
  }

  /// The id.
  ///
  /// @param log the record; where it came from and what it is called by do not matter
  /// @param origin the id of its origin as that is masked now
  /// @param event its event as that is masked now; null for none
  public static RecordId of(StoredLog log, long origin, @Nullable String event) {
    PartId trace = log.trace();
    Hasher hasher =
        Hashing.sha256()
            .newHasher()
            .putLong(origin)
            .putLong(log.timeNanos())
            .putLong(log.observedNanos())
            .putInt(log.severity())
            .putLong(trace == null ? 0 : trace.high())
            .putLong(trace == null ? 0 : trace.low())
            .putLong(log.spanId())
            .putBoolean(log.structured());
    put(hasher, event);
    put(hasher, log.body());
    put(hasher, log.attributes());
    return RecordIds.digest(hasher);
  }

  /// With its length, so that two texts cannot pass for one.
  private static void put(Hasher hasher, @Nullable String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(text == null ? -1 : bytes.length).putBytes(bytes);
  }
}
