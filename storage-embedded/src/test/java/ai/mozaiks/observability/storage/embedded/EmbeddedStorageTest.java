// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.contract.StorageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedStorageTest extends StorageContract {
  @TempDir Path folder;

  @Override
  protected Storage open() {
    return EmbeddedStorage.open(EmbeddedStorageConfig.of(folder));
  }
}
