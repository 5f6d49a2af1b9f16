// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;

/// Reads one message from OTLP/JSON, behind its opening brace. Stateless.
@FunctionalInterface
interface JsonForm<T> {
  T read(JsonInput in) throws UndecodableException, Refusal;
}
