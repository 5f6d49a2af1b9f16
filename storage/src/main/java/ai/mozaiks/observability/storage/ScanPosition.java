// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;

/// Behind which row of a signal a scan goes on. What the numbers mean is the store's affair, but
/// that rows keep their place while others come and go.
public record ScanPosition(ScannedSignal signal, long first, long second, long third) {

  /// Before everything.
  public static final ScanPosition START = atStartOf(ScannedSignal.ORIGINS);

  public ScanPosition {
    Objects.requireNonNull(signal, "signal");
  }

  /// Before the first row of a signal.
  public static ScanPosition atStartOf(ScannedSignal signal) {
    return new ScanPosition(signal, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);
  }
}
