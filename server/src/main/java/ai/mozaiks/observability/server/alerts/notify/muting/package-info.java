// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What holds notifications back: silences, maintenance windows, inhibition.
@NullMarked
package ai.mozaiks.observability.server.alerts.notify.muting;

import org.jspecify.annotations.NullMarked;
