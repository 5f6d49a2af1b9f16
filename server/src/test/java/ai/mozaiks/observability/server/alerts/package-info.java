// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Events for the tests of rules and service levels.
@NullMarked
package ai.mozaiks.observability.server.alerts;

import org.jspecify.annotations.NullMarked;
