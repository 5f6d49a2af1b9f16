// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import java.util.List;

/// What goes into one record of the journal.
///
/// @param submission a submission, or a part of one
/// @param spans those of a submission of spans, in its order; else empty
/// @param payload the record
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy would double the memory
record Portion(Submission submission, List<ArrivedSpan> spans, byte[] payload) {}
