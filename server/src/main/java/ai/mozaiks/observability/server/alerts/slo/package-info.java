// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Service levels: what share of what people wanted must go well, how much of the rest is spent,
/// and how fast.
@NullMarked
package ai.mozaiks.observability.server.alerts.slo;

import org.jspecify.annotations.NullMarked;
