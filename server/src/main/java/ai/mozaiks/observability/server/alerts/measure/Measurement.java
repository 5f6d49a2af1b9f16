// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import java.util.Objects;

/// Something that a rule wants to know at every evaluation.
public record Measurement(Selection selection, Window window) {
  public Measurement {
    Objects.requireNonNull(selection, "selection");
    Objects.requireNonNull(window, "window");
  }
}
