// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// From rules and what is measured to alerts: what is bad now, since when, and what changed.
@NullMarked
package ai.mozaiks.observability.server.alerts.engine;

import org.jspecify.annotations.NullMarked;
