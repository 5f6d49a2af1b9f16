// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What was stored last, for those who watch.
@NullMarked
package ai.mozaiks.observability.server.tail;

import org.jspecify.annotations.NullMarked;
