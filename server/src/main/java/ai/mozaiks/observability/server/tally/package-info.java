// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// How the ways out read a [ai.mozaiks.observability.recorder.Tally], where it takes a rule.
@NullMarked
package ai.mozaiks.observability.server.tally;

import org.jspecify.annotations.NullMarked;
