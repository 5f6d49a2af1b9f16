// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// How many lines a second a log takes.
@NullMarked
package ai.mozaiks.observability.benchmarks.logs;

import org.jspecify.annotations.NullMarked;
