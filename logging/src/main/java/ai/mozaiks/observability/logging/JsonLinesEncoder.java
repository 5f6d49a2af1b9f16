// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Lines of JSON in UTF-8, with the keys of the reference runtime's log, in this order: `ts`,
/// `level`, `logger`, `msg`, `mod`, `fn`, `line`, `file`, `path`, `source`, `emoji`, and where
/// there is something to say `exception` (`type`, `message`, `trace`) and `extra`, which holds the
/// context of [LogContext] and the pairs of the line. Secrets are masked. A line is one line in
/// every reading: what breaks lines is escaped.
///
/// Thread-safe. Several appenders may share one; a line that two of them write one after the other
/// is encoded once.
public final class JsonLinesEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = new byte[0];
  private static final byte[] TS = ascii("{\"ts\":");
  private static final byte[] LEVEL = ascii(",\"level\":\"");
  private static final byte[] LOGGER = ascii("\",\"logger\":");
  private static final byte[] MSG = ascii(",\"msg\":");
  private static final byte[] NO_CALL_SITE =
      ascii("\"mod\":null,\"fn\":null,\"line\":null,\"file\":null,\"path\":null,\"source\":null");
  private static final byte[] EMOJI = ascii(",\"emoji\":");
  private static final byte[] EXCEPTION = ascii(",\"exception\":{\"type\":");
  private static final byte[] EXTRA = ascii(",\"extra\":{");
  private static final int LARGEST_KEPT = 64 << 10;

  private final Timestamps timestamps = new Timestamps();
  private final EmojiLegend emoji = new EmojiLegend();
  private final AtomicReference<@Nullable JsonBuffer> spare = new AtomicReference<>();
  private volatile @Nullable Encoded last;
  private int truncateLimit;
  private boolean callSite = true;
  private @Nullable Redactor redactor;
  private volatile @Nullable Writer writer;

  /// A line that was encoded.
  private static final class Encoded {
    private final ILoggingEvent event;
    private final byte[] line;

    Encoded(ILoggingEvent event, byte[] line) {
      this.event = event;
      this.line = line;
    }
  }

  /// What depends on the redactor.
  private static final class Writer {
    private final LineText text;
    private final JsonValues values;

    Writer(Masking masking, int truncateLimit) {
      text = new LineText(masking, truncateLimit);
      values = new JsonValues(masking);
    }
  }

  /// For Logback, which sets properties afterwards.
  public JsonLinesEncoder() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// The longest message in characters; 0, the default, for any length.
  public void setTruncateLimit(int limit) {
    truncateLimit = Math.max(0, limit);
  }

  /// Whether lines say where in the code they were logged, which costs about a microsecond each;
  /// the default.
  public void setCallSite(boolean wanted) {
    callSite = wanted;
  }

  /// Masks by this redactor instead of the program's.
  void setRedactor(Redactor own) {
    redactor = own;
  }

  @Override
  public void start() {
    Redactor own = redactor;
    Masking masking = own != null ? new Masking(own) : LineMasking.of(getContext());
    writer = new Writer(masking, truncateLimit);
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

  /// The line with its line end.
  @SuppressWarnings("ReferenceEquality") // the very event that was encoded before
  @Override
  public byte[] encode(ILoggingEvent event) {
    Encoded known = last;
    if (known != null && known.event == event) {
      return known.line;
    }
    JsonBuffer kept = spare.getAndSet(null);
    JsonBuffer out = kept == null ? new JsonBuffer(1_024) : kept;
    out.clear();
    write(out, event);
    byte[] line = out.toBytes();
    if (out.capacity() <= LARGEST_KEPT) {
      spare.set(out);
    }
    last = new Encoded(event, line);
    return line;
  }

  private void write(JsonBuffer out, ILoggingEvent event) {
    Writer to = writer;
    if (to == null) {
      throw new IllegalStateException("the encoder was not started");
    }
    String message = to.text.message(event);
    timestamps.write(out.raw(TS), event.getInstant());
    out.raw(LEVEL).raw(LogLevels.name(event)).raw(LOGGER).string(event.getLoggerName());
    out.raw(MSG).string(message).raw(',');
    CallSite site = callSite ? CallSite.of(event) : null;
    out.raw(site == null ? NO_CALL_SITE : site.json());
    out.raw(EMOJI)
        .string(
            emoji.of(
                event.getLoggerName(), message, event.getLevel(), LogLevels.isCritical(event)));
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      exception(out, to.text, thrown);
    }
    extra(out, to.values, event);
    out.raw('}').raw('\n');
  }

  private static void exception(JsonBuffer out, LineText text, IThrowableProxy thrown) {
    out.raw(EXCEPTION).string(thrown.getClassName()).raw(",\"message\":");
    String message = text.message(thrown);
    if (message == null) {
      out.nothing();
    } else {
      out.string(message);
    }
    out.raw(",\"trace\":[");
    List<String> lines = text.trace(thrown);
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.string(lines.get(i));
    }
    out.raw("]}");
  }

  private static void extra(JsonBuffer out, JsonValues values, ILoggingEvent event) {
    Extra extra = new Extra(out, values);
    LineText.pairs(event, extra);
    if (extra.begun) {
      out.raw('}');
    }
  }

  private static final class Extra implements LineText.Pairs {
    private final JsonBuffer out;
    private final JsonValues values;
    private boolean begun;

    Extra(JsonBuffer out, JsonValues values) {
      this.out = out;
      this.values = values;
    }

    @Override
    public void take(String key, @Nullable Object value) {
      if (begun) {
        out.raw(',');
      } else {
        out.raw(EXTRA);
        begun = true;
      }
      values.field(out, key, value);
    }
  }
}
