// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The lines of the server's own log as log records among all others: of the app `mozaiks`.
@NullMarked
package ai.mozaiks.observability.server.ownlog;

import org.jspecify.annotations.NullMarked;
