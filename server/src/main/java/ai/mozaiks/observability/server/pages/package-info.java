// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The web pages over HTTP.
@NullMarked
package ai.mozaiks.observability.server.pages;

import org.jspecify.annotations.NullMarked;
