// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The weekly review: what a calendar week was like beside the one before, as a page, as text and
/// as JSON, and its way to readers.
@NullMarked
package ai.mozaiks.observability.server.alerts.report;

import org.jspecify.annotations.NullMarked;
