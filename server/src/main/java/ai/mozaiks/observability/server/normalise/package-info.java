// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// From spans to chat events. A [Dialect] reads one span into [SpanFacts]; [TraceDerivation] turns
/// the set of a trace's facts into [ai.mozaiks.observability.recorder.ChatEvent]s. Both are pure
/// functions: the order of arrival, repetition and restarts cannot matter.
@NullMarked
package ai.mozaiks.observability.server.normalise;

import org.jspecify.annotations.NullMarked;
