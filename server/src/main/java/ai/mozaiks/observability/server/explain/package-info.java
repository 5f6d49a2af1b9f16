// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Why a number is what it is: how the server would read a request, span by span, without taking it
/// in.
@NullMarked
package ai.mozaiks.observability.server.explain;

import org.jspecify.annotations.NullMarked;
