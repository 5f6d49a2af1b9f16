// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// How fast a large store answers.
@NullMarked
package ai.mozaiks.observability.benchmarks.query;

import org.jspecify.annotations.NullMarked;
