// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.fold.Arrival;

/// What goes into one record of the journal.
///
/// @param submission a submission, or a part of one
/// @param items what it brings, in its order
/// @param payload the record
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy would double the memory
record Portion(Submission submission, Arrival.Items items, byte[] payload) {}
