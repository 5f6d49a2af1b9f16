// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The runtime log of AG2 Classic and AutoGen 0.2, in its two forms, and the JSON lines of the
/// application around it: from lines and rows to chat events. A [RuntimeLogLine] or a row of a
/// [RuntimeDatabase] becomes an [Ag2Record], and [Sessions] makes events of the records.
@NullMarked
package ai.mozaiks.observability.server.ag2log;

import org.jspecify.annotations.NullMarked;
