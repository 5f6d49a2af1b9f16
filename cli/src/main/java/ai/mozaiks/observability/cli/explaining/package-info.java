// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// `mozaiks explain`: asks, and shows the answer as text.
@NullMarked
package ai.mozaiks.observability.cli.explaining;

import org.jspecify.annotations.NullMarked;
