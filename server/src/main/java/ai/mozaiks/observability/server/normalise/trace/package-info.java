// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// From the facts of a trace to its events. [TraceDerivation] puts the facts into a [TraceTree],
/// has each rule decide about its nodes, and makes [ai.mozaiks.observability.recorder.ChatEvent]s
/// of what counts; an [Explanation] tells the same decisions with their reasons. The rules and the
/// classes that keep them: docs/counting.md.
///
/// Nothing here knows how a span was written: that was read in the package `dialect`.
@NullMarked
package ai.mozaiks.observability.server.normalise.trace;

import org.jspecify.annotations.NullMarked;
