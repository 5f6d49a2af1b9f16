// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The query API under `/api/`: questions about history, answered from the store, and the account
/// of what was received. Handlers decode, ask one question, encode.
@NullMarked
package ai.mozaiks.observability.server.query;

import org.jspecify.annotations.NullMarked;
