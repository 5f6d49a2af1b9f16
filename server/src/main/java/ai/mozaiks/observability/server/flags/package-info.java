// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What is conspicuous about a chat that runs: it is stuck, goes round in circles, or runs away.
@NullMarked
package ai.mozaiks.observability.server.flags;

import org.jspecify.annotations.NullMarked;
