// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import java.util.List;

/// The spans of a request, read.
///
/// @param arrived what the fold gets, in the request's order
/// @param bodies each span as it came, serialised: what the journal keeps. The same array as the
///   stored body unless content was taken out for the store
record ReadSpans(List<ArrivedSpan> arrived, List<byte[]> bodies) {}
