// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Alerts while the server runs: the thread that evaluates, what it is fed with, and the ways to
/// see it.
@NullMarked
package ai.mozaiks.observability.server.alerts;

import org.jspecify.annotations.NullMarked;
