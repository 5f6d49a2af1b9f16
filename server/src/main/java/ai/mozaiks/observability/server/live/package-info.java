// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What happens in chats right now, for those who follow it.
@NullMarked
package ai.mozaiks.observability.server.live;

import org.jspecify.annotations.NullMarked;
