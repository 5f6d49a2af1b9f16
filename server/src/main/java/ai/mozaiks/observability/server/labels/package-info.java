// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What labels must be like, written as in Alertmanager. Knows none of the other packages, so that
/// all of them may use it.
@NullMarked
package ai.mozaiks.observability.server.labels;

import org.jspecify.annotations.NullMarked;
