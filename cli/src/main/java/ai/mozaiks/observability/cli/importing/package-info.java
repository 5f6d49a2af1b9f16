// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Reads files of telemetry and sends them to a server: a [FileForm] is recognised, a reader cuts
/// the file into bounded [Batch]es, [IngestClient] sends them, [FileOutcome] adds up the answers.
@NullMarked
package ai.mozaiks.observability.cli.importing;

import org.jspecify.annotations.NullMarked;
