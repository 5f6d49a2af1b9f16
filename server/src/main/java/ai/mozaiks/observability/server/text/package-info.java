// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// How text that came from elsewhere is shown. Knows none of the other packages, so that all of
/// them may use it.
@NullMarked
package ai.mozaiks.observability.server.text;

import org.jspecify.annotations.NullMarked;
