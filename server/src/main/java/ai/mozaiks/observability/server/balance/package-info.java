// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0

/// The account of where every received item went. Everybody on the way in and through the fold
/// books on it.
@NullMarked
package ai.mozaiks.observability.server.balance;

import org.jspecify.annotations.NullMarked;
