// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// From rules and service levels to what a Prometheus can evaluate, with tests for promtool.
@NullMarked
package ai.mozaiks.observability.server.alerts.export;

import org.jspecify.annotations.NullMarked;
