// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Complaint;
import org.jspecify.annotations.Nullable;

/// What a body holds.
///
/// @param request without the items that could not be read
/// @param unreadable how many these were; count
/// @param mistake what was wrong with the first of them; null when there are none
record Decoded<Q>(Q request, int unreadable, @Nullable Complaint mistake) {}
