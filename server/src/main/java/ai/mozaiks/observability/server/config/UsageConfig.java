// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.util.Set;

/// How reported tokens are to be read where the spans cannot tell.
///
/// @param exclusiveScopes instrumentation scopes whose input tokens leave out the cached ones. What
///   leaves out more than it holds is recognised without them
public record UsageConfig(Set<String> exclusiveScopes) {

  /// As the spans tell.
  public static final UsageConfig DEFAULT = new UsageConfig(Set.of());

  public UsageConfig {
    exclusiveScopes = Set.copyOf(exclusiveScopes);
  }
}
