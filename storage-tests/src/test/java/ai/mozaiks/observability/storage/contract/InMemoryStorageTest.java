// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Storage;

final class InMemoryStorageTest extends StorageContract {
  @Override
  protected Storage open() {
    return new InMemoryStorage();
  }

  @Override
  protected String cannotReopen() {
    return "it lives in memory";
  }
}
