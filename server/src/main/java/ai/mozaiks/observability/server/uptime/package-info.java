// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Built-in uptime checks: configured addresses are looked at from time to time ([HttpProbe]), by a
/// thread each ([UptimeCheck]), and what is found is remembered ([UptimeBook]), shown
/// ([UptimeApi]), and looked at by alert rules.
@NullMarked
package ai.mozaiks.observability.server.uptime;

import org.jspecify.annotations.NullMarked;
