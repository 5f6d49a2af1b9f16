// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0

/// What this program is: its version, what it runs on, what it is made of.
@NullMarked
package ai.mozaiks.observability.server.about;

import org.jspecify.annotations.NullMarked;
