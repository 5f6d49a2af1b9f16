// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Grafana's dashboards: from a description that people read ([Dashboard]) to the JSON that Grafana
/// reads ([DashboardJson]).
@NullMarked
package ai.mozaiks.observability.bundle.grafana;

import org.jspecify.annotations.NullMarked;
