// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.SpanRef;
import java.time.Instant;

/// The latest turn of a series, to get from a chart to a trace.
///
/// @param seconds how long the turn took
public record TurnExemplar(SpanRef span, double seconds, Instant endedAt) {}
