// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The log of a Java agent: JSON lines or text with emoji, one file for each subject, redacted,
/// with the chat on every line, and never in the agent's way. [AgentLogging] sets all of it up,
/// [LogContext] says which chat lines belong to, [AgentLog] writes the lines that Mozaiks reads.
/// Java 17, on Logback.
@NullMarked
package ai.mozaiks.observability.logging;

import org.jspecify.annotations.NullMarked;
