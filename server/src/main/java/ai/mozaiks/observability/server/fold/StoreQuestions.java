// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the fold asks the store. While the store cannot answer, only the first question of each
/// round of the fold reaches it; the others get the same excuse, so that a store in trouble is not
/// asked a thousand times in a row. For the fold's thread, but for [#failure].
final class StoreQuestions {
  private static final Logger LOG = LoggerFactory.getLogger(StoreQuestions.class);

  private final StorageReader store;
  private volatile @Nullable StorageException failure;
  private boolean waits;

  StoreQuestions(StorageReader store) {
    this.store = store;
  }

  /// Lets the next question through, whatever became of the last one.
  void newRound() {
    waits = false;
  }

  /// Asks. Whoever asks must not have changed anything yet, so that it can ask again later.
  ///
  /// @throws UnavailableException if the store cannot answer now
  /// @throws StorageException if it never will
  <T> T ask(Function<StorageReader, T> question) {
    StorageException known = failure;
    if (waits && known != null) {
      throw new UnavailableException(known);
    }
    try {
      T answer = question.apply(store);
      if (known != null) {
        failure = null;
        LOG.info("The store can be read again");
      }
      return answer;
    } catch (StorageException e) {
      if (!e.retryable()) {
        throw e;
      }
      if (known == null) {
        LOG.warn("The store cannot be read at the moment, asking again later: {}", e.getMessage());
      }
      failure = e;
      waits = true;
      throw new UnavailableException(e);
    }
  }

  /// Why the store could not answer the latest question; null when it could. For any thread.
  @Nullable StorageException failure() {
    return failure;
  }

  /// The store cannot be read at the moment; nothing was changed.
  static final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(StorageException cause) {
      super(cause.getMessage(), cause, false, false); // of the many in a round, the cause is enough
    }
  }
}
