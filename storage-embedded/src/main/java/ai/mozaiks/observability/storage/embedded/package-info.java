// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The default store of a server: a journal of segment files with group commit, and DuckDB behind
/// it. Each owns one folder and locks it against other processes.
@NullMarked
package ai.mozaiks.observability.storage.embedded;

import org.jspecify.annotations.NullMarked;
