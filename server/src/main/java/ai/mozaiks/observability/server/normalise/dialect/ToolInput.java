// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

/// Where a dialect writes what goes into a tool, if it writes it where other spans have their input
/// too.
///
/// @param kindKey the attribute that says `tool` on the spans of tools, in any case, also in quotes
/// @param inputKey the attribute that holds the arguments on such spans
record ToolInput(String kindKey, String inputKey) {}
