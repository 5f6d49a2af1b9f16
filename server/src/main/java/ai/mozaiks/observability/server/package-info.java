// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The server: [Server] builds the graph of its parts from a configuration, and closes it in
/// reverse.
@NullMarked
package ai.mozaiks.observability.server;

import org.jspecify.annotations.NullMarked;
