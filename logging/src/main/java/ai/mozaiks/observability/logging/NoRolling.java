// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.LengthCounter;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import java.io.File;
import org.jspecify.annotations.Nullable;

/// Never rolls a file: that is left to a program outside.
final class NoRolling extends RollingPolicyBase implements TriggeringPolicy<ILoggingEvent> {
  private final LogFileAppender file;

  NoRolling(LogFileAppender file) {
    this.file = file;
  }

  @Override
  public void rollover() {}

  @Override
  public String getActiveFileName() {
    return file.rawFileProperty();
  }

  @Override
  public boolean isTriggeringEvent(File activeFile, ILoggingEvent event) {
    return false;
  }

  @Override
  public @Nullable LengthCounter getLengthCounter() {
    return null;
  }
}
