// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
@NullMarked
package ai.mozaiks.observability.server.csv;

import org.jspecify.annotations.NullMarked;
