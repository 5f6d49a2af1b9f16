// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The programs beside this server.
interface Peers {

  /// Asks one.
  ///
  /// @param authorization the value of the header; null for none
  /// @param ca who may have signed its certificate; null for the usual ones
  /// @throws IOException if it does not answer in time; the message says why, in words
  PeerAnswer get(URI url, @Nullable String authorization, @Nullable Path ca)
      throws IOException, InterruptedException;

  /// When the certificate expires that is shown at an address of https, or the one that expires
  /// first of those it was signed with.
  ///
  /// @throws IOException if there is no connection, or nobody who is trusted signed it
  Instant certificateExpiry(URI url, @Nullable Path ca) throws IOException, InterruptedException;
}
