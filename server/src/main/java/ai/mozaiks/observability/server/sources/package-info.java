// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Logs that the server reads by itself: each configured source is followed by a thread of its own,
/// which feeds what it reads to the intake like any sender.
@NullMarked
package ai.mozaiks.observability.server.sources;

import org.jspecify.annotations.NullMarked;
