// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Whom connections to the outside trust.
@NullMarked
package ai.mozaiks.observability.server.tls;

import org.jspecify.annotations.NullMarked;
