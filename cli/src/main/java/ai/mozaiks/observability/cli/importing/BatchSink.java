// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;

/// Takes what a reader finds.
interface BatchSink {

  /// Takes a batch; blocks until the server has answered.
  void accept(Batch batch) throws CommandFailure, InterruptedException;

  /// Takes note of a part of the file that cannot be read.
  ///
  /// @param place where it is: `:12`, or empty for the whole file
  void reject(String place, String reason);
}
