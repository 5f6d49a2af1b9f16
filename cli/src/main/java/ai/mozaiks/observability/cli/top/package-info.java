// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What a running server does now, on one screen of a terminal: [TopClient] asks, [Screen] is what
/// was answered, [ScreenText] lays it out, [ScreenDrawing] draws it.
@NullMarked
package ai.mozaiks.observability.cli.top;

import org.jspecify.annotations.NullMarked;
