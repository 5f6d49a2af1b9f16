// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What `/metrics/prometheus` exposes: the lasting series of the agents ([AgentSeries]), the chats
/// of the moment ([ChatGauges]), and this server itself ([ServerSeries]).
@NullMarked
package ai.mozaiks.observability.server.metrics;

import org.jspecify.annotations.NullMarked;
