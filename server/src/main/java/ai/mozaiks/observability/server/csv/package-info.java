// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0

/// Lists of the API as CSV: one way for all routes that the API's description calls tables. What a
/// handler answers in JSON is read again while it is written, row by row.
@NullMarked
package ai.mozaiks.observability.server.csv;

import org.jspecify.annotations.NullMarked;
