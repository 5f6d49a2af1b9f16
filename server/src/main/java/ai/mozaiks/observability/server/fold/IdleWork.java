// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.Storage;

/// Something that is done with the store by its writing thread, in small pieces, while nothing else
/// is to be written.
@FunctionalInterface
public interface IdleWork {

  /// Nothing to do, ever.
  IdleWork NONE = _ -> false;

  /// Does a piece, if there is something to do. Has to be short: batches wait meanwhile.
  ///
  /// @return whether there was
  /// @throws ai.mozaiks.observability.storage.StorageException if the store cannot do it; this is
  ///   called again a while later
  boolean perform(Storage storage);
}
