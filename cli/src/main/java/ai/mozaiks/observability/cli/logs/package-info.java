// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Shows the log records of a server.
@NullMarked
package ai.mozaiks.observability.cli.logs;

import org.jspecify.annotations.NullMarked;
