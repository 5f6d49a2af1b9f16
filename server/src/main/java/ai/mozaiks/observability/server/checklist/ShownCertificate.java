// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a server shows of who it is, by TLS.
///
/// @param begins from when on its own certificate is valid
/// @param expires when it, or one that it was signed with, is valid no longer
/// @param mistrust why a client would not believe it, apart from the time; null if it would
record ShownCertificate(Instant begins, Instant expires, @Nullable String mistrust) {}
