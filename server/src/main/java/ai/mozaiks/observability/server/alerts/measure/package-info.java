// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What happened within windows of time, by group: what alert rules and service levels look at.
/// Kept in memory, fed with the differences that the fold makes, so that it is as exact as the
/// chats.
@NullMarked
package ai.mozaiks.observability.server.alerts.measure;

import org.jspecify.annotations.NullMarked;
