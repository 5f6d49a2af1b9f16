// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.redacting;

import java.util.List;

/// One line, or the lines that a private key stands in, without secrets.
///
/// @param number of the first line, from 1
/// @param lines how many; at least 1
/// @param text what is left of it
/// @param findings what was masked; empty if nothing was
public record RedactedLine(long number, int lines, String text, List<Finding> findings) {

  /// A mask.
  ///
  /// @param place the field, a JSON Pointer (RFC 6901); empty in plain text
  /// @param rule the name of the rule that found the secret
  public record Finding(String place, String rule) {}

  public RedactedLine {
    findings = List.copyOf(findings);
  }
}
