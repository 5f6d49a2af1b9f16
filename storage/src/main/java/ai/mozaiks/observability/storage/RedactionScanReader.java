// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.List;

/// What a store knows of scans by the rules of redaction. Thread-safe.
public interface RedactionScanReader {

  /// Scans, done or not, asked for last first, then by id.
  ///
  /// @param limit at most this many; `> 0`
  List<RedactionScan> redactionScans(int limit);
}
