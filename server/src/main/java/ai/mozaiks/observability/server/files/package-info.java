// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Small files that remember something over a restart.
@NullMarked
package ai.mozaiks.observability.server.files;

import org.jspecify.annotations.NullMarked;
