// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

/// A form of AG2's runtime log: a file or a database. For one thread at a time.
sealed interface RuntimeLogForm extends HandOff.Writer<RuntimeRecord>, AutoCloseable
    permits RuntimeLogLines, RuntimeLogTables {

  @Override
  void close();
}
