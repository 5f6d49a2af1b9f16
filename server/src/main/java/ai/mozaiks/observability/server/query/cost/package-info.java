// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0

/// What calls of models cost, of one chat or of all: in all, for failed and retried calls, and what
/// prompt caches saved.
@NullMarked
package ai.mozaiks.observability.server.query.cost;

import org.jspecify.annotations.NullMarked;
