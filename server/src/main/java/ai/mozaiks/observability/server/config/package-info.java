// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What the server is told at start: one immutable tree ([ServerConfig]), read from flags,
/// environment variables, a YAML file and defaults ([ConfigSources]), and fully checked before
/// anything starts; one error lists every mistake ([ConfigurationException]).
@NullMarked
package ai.mozaiks.observability.server.config;

import org.jspecify.annotations.NullMarked;
