// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// From a span to its facts. A [Dialect] says what the span is and where it writes what; the
/// attributes that several write are rows of [StandardFields]; [Dialects] asks the dialect that a
/// span speaks and makes [SpanFacts] of it, by which no rule can tell the dialects apart any more.
/// A log event that tells of a span is read in the same way, into a [SpanNote].
///
/// Nothing here knows of other spans: what a span is worth beside its neighbours is decided in the
/// package `trace`.
@NullMarked
package ai.mozaiks.observability.server.normalise.dialect;

import org.jspecify.annotations.NullMarked;
