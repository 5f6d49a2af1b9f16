// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What `mozaiks redact` does with the lines of a file.
@NullMarked
package ai.mozaiks.observability.cli.redacting;

import org.jspecify.annotations.NullMarked;
