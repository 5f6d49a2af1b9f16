// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Lines of JSON logs as log records in OTLP's form, whichever library wrote them: the names that
/// mean something are known ([LineNames]), everything else stays as it is. What is made here takes
/// the same way on as what senders of OTLP bring.
@NullMarked
package ai.mozaiks.observability.server.jsonlog;

import org.jspecify.annotations.NullMarked;
