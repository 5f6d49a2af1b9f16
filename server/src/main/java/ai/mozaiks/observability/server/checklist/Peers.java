// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The programs beside this server.
interface Peers {

  /// Asks one.
  ///
  /// @param authorization the value of the header; null for none
  /// @param ca who may have signed its certificate; null for the usual ones
  /// @throws IOException if it does not answer in time; the message says why, in words
  /// @throws EndlessAnswerException if its answer is longer than what is read
  PeerAnswer get(URI url, @Nullable String authorization, @Nullable Path ca)
      throws IOException, InterruptedException;

  /// The certificate that is shown at an address of https, also one that no client would believe.
  ///
  /// @param ca who may have signed it; null for the usual ones
  /// @throws IOException if none is shown in time; the message says why, in words
  ShownCertificate certificate(URI url, @Nullable Path ca) throws IOException, InterruptedException;
}
