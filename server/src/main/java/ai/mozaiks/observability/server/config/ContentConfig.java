// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

/// What happens to the texts of messages, the largest and most sensitive part of the telemetry.
///
/// @param keep whether message texts, tool arguments and tool results are stored; secrets in them
///   are redacted either way
public record ContentConfig(boolean keep) {

  public static final ContentConfig DEFAULT = new ContentConfig(false);
}
