// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The load driver: sends pre-encoded agent traces to a server on this machine, bounded in count
/// and time, and reads back what arrived.
@NullMarked
package ai.mozaiks.observability.benchmarks.load;

import org.jspecify.annotations.NullMarked;
