// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Deletion on request: asking for it, and the receipts. How long what is kept.
@NullMarked
package ai.mozaiks.observability.server.deletions;

import org.jspecify.annotations.NullMarked;
