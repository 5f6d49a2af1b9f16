// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What an alert rule is and how it is written: the one definition that is evaluated here and
/// exported to Prometheus.
@NullMarked
package ai.mozaiks.observability.server.alerts.rules;

import org.jspecify.annotations.NullMarked;
