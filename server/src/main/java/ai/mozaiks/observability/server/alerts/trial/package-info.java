// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Tests of rules that their users write: what happens, and which alerts are expected when.
@NullMarked
package ai.mozaiks.observability.server.alerts.trial;

import org.jspecify.annotations.NullMarked;
