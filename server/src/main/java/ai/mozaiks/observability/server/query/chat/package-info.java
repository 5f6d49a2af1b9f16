// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What is known of one chat: its timeline, who handed over to whom, what each call cost, and each
/// span with the reason why it was counted. Start reading at `ChatDetailApi`.
@NullMarked
package ai.mozaiks.observability.server.query.chat;

import org.jspecify.annotations.NullMarked;
