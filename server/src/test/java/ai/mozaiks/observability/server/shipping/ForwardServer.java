// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueType;

/// A receiver of the forward protocol (specification 1, mode PackedForward) that takes nothing that
/// is not exactly as specified, and acknowledges as it is told.
final class ForwardServer implements AutoCloseable {

  /// What it does with a chunk it has read.
  enum Reaction {
    /// Keeps it and says so.
    ACKNOWLEDGE,
    /// Keeps it and says nothing, until the sender gives up.
    KEEP_SILENT,
    /// Keeps it and closes the connection: the acknowledgement is lost.
    KEEP_AND_CLOSE,
    /// Closes the connection and forgets it.
    FORGET_AND_CLOSE,
    /// Keeps it and acknowledges another chunk.
    ACKNOWLEDGE_ANOTHER
  }

  /// One record as it came.
  record Entry(String tag, long seconds, long nanos, Map<String, Value> record) {
    /// A field that is a text.
    String text(String key) {
      return requireNonNull(record.get(key), key).asStringValue().asString();
    }
  }

  private final ServerSocket listener;
  private final IntFunction<Reaction> reactions;
  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private final List<Throwable> mistakes = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private int chunks;

  /// @param listener where it listens
  /// @param reactions by the number of the chunk, from 0
  ForwardServer(ServerSocket listener, IntFunction<Reaction> reactions) {
    this.listener = listener;
    this.reactions = reactions;
    Thread.ofVirtual().start(this::accept);
  }

  /// One on this port, 0 for any. Waits until a server that was closed has let go of it: it may
  /// still be held by the thread that was accepting.
  static ForwardServer on(int port, IntFunction<Reaction> reactions) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        return new ForwardServer(
            new ServerSocket(port, 10, InetAddress.getLoopbackAddress()), reactions);
      } catch (BindException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /// All that were kept, in the order of their arrival.
  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /// What of the protocol was violated.
  List<Throwable> mistakes() {
    return List.copyOf(mistakes);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          mistakes.add(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        MessageUnpacker in = MessagePack.newDefaultUnpacker(socket.getInputStream());
        MessagePacker out = MessagePack.newDefaultPacker(socket.getOutputStream())) {
      while (in.hasNext()) {
        if (!serveChunk(in, out)) {
          return;
        }
      }
    } catch (SocketException | UncheckedIOException _) {
      // the sender gave up
    } catch (IOException | RuntimeException e) {
      mistakes.add(e);
    }
  }

  /// @return whether the connection goes on
  private synchronized boolean serveChunk(MessageUnpacker in, MessagePacker out)
      throws IOException {
    require(in.unpackArrayHeader() == 3, "a message has three parts");
    String tag = in.unpackString();
    Value packed = in.unpackValue();
    require(packed.isRawValue(), "the entries are raw bytes");
    byte[] bytes = packed.asRawValue().asByteArray();
    Map<String, Value> options = map(in.unpackValue());
    require(options.containsKey("chunk"), "an acknowledgement is asked for");
    List<Entry> chunk = read(tag, bytes);
    Reaction reaction = reactions.apply(chunks++);
    if (reaction != Reaction.FORGET_AND_CLOSE) {
      entries.addAll(chunk);
    }
    switch (reaction) {
      case ACKNOWLEDGE ->
          acknowledge(out, requireNonNull(options.get("chunk")).asStringValue().asString());
      case ACKNOWLEDGE_ANOTHER -> acknowledge(out, "another");
      case KEEP_SILENT -> {
        // the sender waits
      }
      case KEEP_AND_CLOSE, FORGET_AND_CLOSE -> {
        return false;
      }
    }
    return true;
  }

  private static void acknowledge(MessagePacker out, String chunk) throws IOException {
    out.packMapHeader(1).packString("ack").packString(chunk).flush();
  }

  private static List<Entry> read(String tag, byte[] bytes) throws IOException {
    List<Entry> chunk = new ArrayList<>();
    try (MessageUnpacker entries = MessagePack.newDefaultUnpacker(bytes)) {
      while (entries.hasNext()) {
        require(entries.unpackArrayHeader() == 2, "an entry has two parts");
        require(entries.getNextFormat().getValueType() == ValueType.EXTENSION, "EventTime");
        ExtensionTypeHeader time = entries.unpackExtensionTypeHeader();
        require(time.getType() == 0 && time.getLength() == 8, "EventTime has 8 bytes");
        java.nio.ByteBuffer halves = java.nio.ByteBuffer.wrap(entries.readPayload(8));
        chunk.add(
            new Entry(
                tag,
                Integer.toUnsignedLong(halves.getInt()),
                Integer.toUnsignedLong(halves.getInt()),
                map(entries.unpackValue())));
      }
    }
    require(!chunk.isEmpty(), "a chunk has entries");
    return chunk;
  }

  private static Map<String, Value> map(Value value) {
    Map<String, Value> map = new HashMap<>();
    value
        .asMapValue()
        .map()
        .forEach((key, field) -> {
          String name = new String(key.asRawValue().asByteArray(), StandardCharsets.UTF_8);
          require(map.put(name, field) == null, "a key comes once");
        });
    return map;
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalStateException("violated: " + rule);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
