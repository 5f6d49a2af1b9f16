// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;

/// A record on its way to the disk. The caller prepares it, the writer thread numbers it.
final class PendingRecord {
  final byte type;
  final byte[] payload;

  /// Has seen the payload; the writer adds the header, whose sequence only it knows.
  final CRC32C checksum = new CRC32C();

  /// Completes with the sequence once the record is durable.
  final CompletableFuture<Long> durable = new CompletableFuture<>();

  PendingRecord(byte type, byte[] payload) {
    this.type = type;
    this.payload = payload;
    checksum.update(payload);
  }

  /// Bytes on disk.
  long size() {
    return RecordFormat.HEADER_BYTES + (long) payload.length;
  }
}
