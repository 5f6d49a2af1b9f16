// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What all ways in share, whatever form the data has: limits, secrets, the account of what was
/// cut, and waiting for the fold.
@NullMarked
package ai.mozaiks.observability.server.entry;

import org.jspecify.annotations.NullMarked;
