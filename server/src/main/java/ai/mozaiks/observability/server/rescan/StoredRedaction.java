// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredMasking;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Makes what masks stored data by a configuration's rules.
public final class StoredRedaction {
  private StoredRedaction() {}

  /// Scans by some rules.
  ///
  /// @param redactors gives one by these rules, with counts of its own, with each call
  /// @param resent told by which other ids log records are known from now on
  public static Rescan rescan(
      Supplier<Redactor> redactors,
      Dialects dialects,
      Consumer<RecordId> resent,
      InstantSource clock,
      Supplier<String> ids) {
    Supplier<StoredMasking> maskings =
        () -> new RedactionMasking(redactors.get(), redactors.get(), dialects, resent);
    return new Rescan(redactors.get().fingerprint(), maskings, clock, ids);
  }

  /// Masks texts without counting.
  public static UnaryOperator<String> texts(Supplier<Redactor> redactors) {
    Redactor redactor = redactors.get();
    return redactor::redact;
  }
}
