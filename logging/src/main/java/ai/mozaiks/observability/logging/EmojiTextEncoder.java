// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lines for people: `HH:MM:SS.mmm [LEVEL] 🧩 logger - message | key=value … (File.java:12 run)`,
/// an exception below it. Secrets are masked. Further lines of a message are indented and control
/// characters shown, so that no message can pass for a line of its own or reach the terminal.
/// Thread-safe.
public final class EmojiTextEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = new byte[0];
  private static final String PLAIN = "\u001b[0m";

  private final EmojiLegend emoji = new EmojiLegend();
  private boolean colours;
  private boolean date;
  private boolean callSite = true;
  private int truncateLimit;
  private ZoneId zone = ZoneId.systemDefault();
  private @Nullable Redactor redactor;
  private @Nullable DateTimeFormatter time;
  private @Nullable LineText text;
  private @Nullable Masking masking;

  /// For Logback, which sets properties afterwards.
  public EmojiTextEncoder() {}

  /// Whether levels are coloured by ANSI sequences; not by default.
  public void setColours(boolean wanted) {
    colours = wanted;
  }

  /// Whether lines begin with the date and the zone; not by default.
  public void setDate(boolean wanted) {
    date = wanted;
  }

  /// Whether lines say where in the code they were logged; the default.
  public void setCallSite(boolean wanted) {
    callSite = wanted;
  }

  /// The longest message in characters; 0, the default, for any length.
  public void setTruncateLimit(int limit) {
    truncateLimit = Math.max(0, limit);
  }

  /// The zone of the times; the system's by default.
  public void setZone(String name) {
    zone = ZoneId.of(name);
  }

  /// Masks by this redactor instead of the program's.
  void setRedactor(Redactor own) {
    redactor = own;
  }

  @Override
  public void start() {
    Redactor own = redactor;
    Masking made = own != null ? new Masking(own) : LineMasking.of(getContext());
    masking = made;
    text = new LineText(made, truncateLimit);
    String pattern = date ? "uuuu-MM-dd'T'HH:mm:ss.SSSXXX" : "HH:mm:ss.SSS";
    time = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone);
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    LineText lineText = text;
    Masking masks = masking;
    DateTimeFormatter times = time;
    if (lineText == null || masks == null || times == null) {
      throw new IllegalStateException("the encoder was not started");
    }
    StringBuilder out = new StringBuilder(256);
    String message = lineText.message(event);
    boolean critical = LogLevels.isCritical(event);
    times.formatTo(event.getInstant(), out);
    out.append(' ');
    String colour = colours ? colour(event.getLevel()) : "";
    out.append(colour).append('[').append(LogLevels.name(event)).append(']');
    out.append(colour.isEmpty() ? "" : PLAIN).append(' ');
    out.append(emoji.of(event.getLoggerName(), message, event.getLevel(), critical)).append(' ');
    shown(out, event.getLoggerName(), false);
    out.append(" - ");
    shown(out, message, true);
    LineText.pairs(event, new Extra(out, masks));
    CallSite site = callSite ? CallSite.of(event) : null;
    if (site != null) {
      out.append(" (").append(site.source()).append(')');
    }
    out.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      for (String line : lineText.trace(thrown)) {
        out.append("    ");
        shown(out, line, true);
        out.append('\n');
      }
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String colour(Level level) {
    return switch (level.levelInt) {
      case Level.ERROR_INT -> "\u001b[31m";
      case Level.WARN_INT -> "\u001b[33m";
      case Level.INFO_INT -> "\u001b[32m";
      default -> "\u001b[36m";
    };
  }

  /// @param breaks whether line breaks are kept, the next line indented
  private static void shown(StringBuilder out, String text, boolean breaks) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' && breaks) {
        out.append("\n    ");
      } else if (c == '\t') {
        out.append(c);
      } else if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' && breaks) {
        // the line break comes next
      } else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || isBidi(c)) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
  }

  /// What makes a terminal show text in another order than it has.
  private static boolean isBidi(char c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }

  private static final class Extra implements LineText.Pairs {
    private final StringBuilder out;
    private final Masking masking;
    private final JsonValues values;
    private boolean begun;

    Extra(StringBuilder out, Masking masking) {
      this.out = out;
      this.masking = masking;
      this.values = new JsonValues(masking);
    }

    @Override
    public void take(String key, @Nullable Object value) {
      out.append(begun ? " " : " | ");
      begun = true;
      shown(out, masking.text(key), false);
      out.append('=');
      if (value instanceof Map<?, ?> || value instanceof Iterable<?>) {
        out.append(values.json(value));
      } else {
        shown(out, masking.text(masking.key(key), FrozenValues.text(value)), false);
      }
    }
  }
}
