// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The way in behind the wire: what the protocols hand over ([Submission]), how it is made safe
/// before the answer ([Intake]), and the account of where every item went ([Balance]).
@NullMarked
package ai.mozaiks.observability.server.ingest;

import org.jspecify.annotations.NullMarked;
