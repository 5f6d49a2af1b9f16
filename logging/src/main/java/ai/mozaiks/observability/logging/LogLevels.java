// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;

/// Levels under the names that the lines of the reference runtime have: `WARNING`, and `CRITICAL`
/// for an error with the marker [#CRITICAL].
final class LogLevels {
  static final Marker CRITICAL = new BasicMarkerFactory().getDetachedMarker("CRITICAL");

  private LogLevels() {}

  static String name(ILoggingEvent event) {
    return switch (event.getLevel().levelInt) {
      case Level.WARN_INT -> "WARNING";
      case Level.ERROR_INT -> isCritical(event) ? "CRITICAL" : "ERROR";
      default -> event.getLevel().levelStr;
    };
  }

  static boolean isCritical(ILoggingEvent event) {
    List<Marker> markers = event.getMarkerList();
    if (markers == null || event.getLevel().levelInt < Level.ERROR_INT) {
      return false;
    }
    for (Marker marker : markers) {
      if (marker.equals(CRITICAL)) {
        return true;
      }
    }
    return false;
  }

  /// The level of a name, Python's or Java's; null if it is none.
  static @Nullable Level read(String name) {
    return switch (name.strip().toUpperCase(Locale.ROOT)) {
      case "TRACE" -> Level.TRACE;
      case "DEBUG" -> Level.DEBUG;
      case "INFO" -> Level.INFO;
      case "WARN", "WARNING" -> Level.WARN;
      case "ERROR", "CRITICAL", "FATAL" -> Level.ERROR;
      case "OFF" -> Level.OFF;
      default -> null;
    };
  }
}
