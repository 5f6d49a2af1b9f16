// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The `mozaiks` command.
@NullMarked
package ai.mozaiks.observability.cli;

import org.jspecify.annotations.NullMarked;
