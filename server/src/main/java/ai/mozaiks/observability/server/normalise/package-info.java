// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// From what was sent to chat events, by pure functions: the order of arrival, repetition and
/// restarts cannot matter.
///
/// A span goes two steps: the package `dialect` reads it into facts, whatever it was written in;
/// the package `trace` decides about all the facts of a trace together and makes events of them.
/// Neither knows anything of what stands here but the words: times, ids, severities. Direct events
/// need no reading: [DirectDerivation] completes them. What both ways tell of one chat counts once:
/// [UsageSources].
@NullMarked
package ai.mozaiks.observability.server.normalise;

import org.jspecify.annotations.NullMarked;
