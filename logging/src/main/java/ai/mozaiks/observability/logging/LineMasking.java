// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ch.qos.logback.core.Context;
import org.jspecify.annotations.Nullable;

/// The masking of a program's log, which all encoders of one Logback context share.
final class LineMasking {
  private static final String NAME = LineMasking.class.getName();

  private LineMasking() {}

  /// That of the context, which masks by the built-in rules until it is told others.
  ///
  /// @param context null for an encoder that is used without Logback
  static Masking of(@Nullable Context context) {
    if (context == null) {
      return new Masking(Redactor.standard());
    }
    synchronized (context.getConfigurationLock()) {
      if (context.getObject(NAME) instanceof Masking known) {
        return known;
      }
      Masking made = new Masking(Redactor.standard());
      context.putObject(NAME, made);
      return made;
    }
  }
}
