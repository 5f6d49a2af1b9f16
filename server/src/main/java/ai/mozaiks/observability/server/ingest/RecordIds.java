// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.storage.RecordId;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// Gives the records of one request, which have no ids, such as are the same after every resend: a
/// digest of what the record says and where it came from, and for exact twins which of them it is.
/// One that nobody can forge, since a forged one would make a record of another sender look known.
///
/// One per request, not thread-safe.
final class RecordIds {
  private final Map<RecordId, Integer> twins = new HashMap<>();

  /// The id of the next record.
  ///
  /// @param origin the id of its resource and scope, in their [CanonicalOrder]
  /// @param record the message in its canonical order
  RecordId of(long origin, byte[] record) {
    RecordId id = digest(Hashing.sha256().newHasher().putLong(origin).putBytes(record));
    int twin = twins.merge(id, 1, Integer::sum) - 1;
    return twin == 0
        ? id
        : digest(Hashing.sha256().newHasher().putLong(id.high()).putLong(id.low()).putInt(twin));
  }

  /// The first half of a digest.
  static RecordId digest(Hasher hasher) {
    HashCode hash = hasher.hash();
    ByteBuffer bytes = ByteBuffer.wrap(hash.asBytes());
    return new RecordId(bytes.getLong(), bytes.getLong());
  }
}
