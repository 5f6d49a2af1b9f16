// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0

/// The description of the HTTP API in OpenAPI 3.1, written by hand in the resources of this package
/// (`openapi.yaml` and a file for each area), and its routes. What the handlers do is held against
/// it by tests; nothing is generated from the code, nor the code from it.
@NullMarked
package ai.mozaiks.observability.server.openapi;

import org.jspecify.annotations.NullMarked;
