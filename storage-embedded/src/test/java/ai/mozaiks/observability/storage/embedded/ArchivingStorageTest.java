// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.contract.StorageContract;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// A store that archives everything does all that a store must.
@Tag("slow")
final class ArchivingStorageTest extends StorageContract {
  @TempDir Path folder;

  @Override
  protected Storage open() {
    return EmbeddedStorage.open(
        EmbeddedStorageConfig.of(folder.resolve("store"))
            .withArchive(
                new ArchiveConfig(folder.resolve("archive"), EnumSet.allOf(ArchiveSignal.class))));
  }
}
