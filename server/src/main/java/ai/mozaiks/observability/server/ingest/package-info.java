// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The way in behind the wire: what the protocols hand over ([Submission]), how that is nested
/// whatever the signal ([Envelope]), and how it is made safe before the answer ([Intake]).
@NullMarked
package ai.mozaiks.observability.server.ingest;

import org.jspecify.annotations.NullMarked;
