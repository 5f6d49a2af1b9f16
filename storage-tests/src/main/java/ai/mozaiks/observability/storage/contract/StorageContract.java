// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import ai.mozaiks.observability.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/// The contract of [Storage]. A store passes it by a subclass that says how to open one:
///
/// ```
/// final class InMemoryStorageTest extends StorageContract {
///   protected Storage open() { return new InMemoryStorage(); }
///   protected String cannotReopen() { return "it lives in memory"; }
/// }
/// ```
public abstract class StorageContract
    implements WriteContract,
        EventRoundTripContract,
        ChatListContract,
        ChatSearchContract,
        ChatRowContract,
        LookupContract,
        SeriesContract,
        PercentileContract,
        CostContract,
        TotalsContract,
        RetentionContract,
        DeletionContract,
        RedactionScanContract,
        ContentContract,
        LogContract,
        LogSearchContract,
        LogPositionContract,
        MetricContract,
        LifeCycleContract,
        RandomBatchesContract {
  private Storage storage;

  /// Opens the store of this test: empty on the first call, on later ones with what it had when it
  /// was closed.
  protected abstract Storage open();

  /// Why the store loses its data when closed; null if it keeps them, as it should.
  protected @Nullable String cannotReopen() {
    return null;
  }

  @BeforeEach
  void openStore() {
    storage = open();
  }

  @AfterEach
  void closeStore() {
    storage.close();
  }

  @Override
  public final Storage storage() {
    return storage;
  }

  @Override
  public final boolean survivesReopening() {
    return cannotReopen() == null;
  }

  @Override
  public final Storage reopened() {
    Assumptions.assumeTrue(cannotReopen() == null, cannotReopen());
    storage.close();
    storage = open();
    return storage;
  }
}
