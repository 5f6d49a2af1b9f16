// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// How somebody is told: one class per kind of channel, and the texts.
@NullMarked
package ai.mozaiks.observability.server.alerts.notify.channel;

import org.jspecify.annotations.NullMarked;
