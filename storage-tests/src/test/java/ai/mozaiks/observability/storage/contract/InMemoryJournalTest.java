// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.Journal;

final class InMemoryJournalTest extends JournalContract {
  @Override
  protected Journal open() {
    return new InMemoryJournal();
  }

  @Override
  protected String cannotReopen() {
    return "it lives in memory";
  }
}
