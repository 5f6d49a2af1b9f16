// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Who is told of alerts, when, and what became of it: routes, groups, the queue on disk, the log
/// of deliveries. Time is an argument; only [CourierThreads] has threads.
@NullMarked
package ai.mozaiks.observability.server.alerts.notify;

import org.jspecify.annotations.NullMarked;
