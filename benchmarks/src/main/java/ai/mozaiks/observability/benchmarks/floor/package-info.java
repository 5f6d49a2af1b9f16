// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What single steps of the way of a span cost alone: the limits of what the whole can reach.
@NullMarked
package ai.mozaiks.observability.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
