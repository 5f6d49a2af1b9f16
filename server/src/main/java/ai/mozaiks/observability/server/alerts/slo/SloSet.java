// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import java.util.List;
import java.util.Set;

/// The service levels in force.
///
/// @param slos each with a name of its own
/// @param off names of those that were taken away; rules about them are left out as well
public record SloSet(List<Slo> slos, Set<String> off) {

  /// None.
  public static final SloSet EMPTY = new SloSet(List.of(), Set.of());

  public SloSet {
    slos = List.copyOf(slos);
    off = Set.copyOf(off);
  }

  /// These, and none that were taken away.
  public static SloSet of(List<Slo> slos) {
    return new SloSet(slos, Set.of());
  }
}
