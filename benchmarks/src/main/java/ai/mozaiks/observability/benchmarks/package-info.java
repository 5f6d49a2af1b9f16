// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// JMH benchmarks of the paths that must be fast.
@NullMarked
package ai.mozaiks.observability.benchmarks;

import org.jspecify.annotations.NullMarked;
