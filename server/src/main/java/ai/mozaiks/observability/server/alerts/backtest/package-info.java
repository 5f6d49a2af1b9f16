// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Rules over the events of the past: when they would have fired, beside what really did.
@NullMarked
package ai.mozaiks.observability.server.alerts.backtest;

import org.jspecify.annotations.NullMarked;
