// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// What of alerts must outlive the process: one SQLite file.
@NullMarked
package ai.mozaiks.observability.server.alerts.book;

import org.jspecify.annotations.NullMarked;
