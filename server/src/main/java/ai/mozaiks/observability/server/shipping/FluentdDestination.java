// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.server.tls.TrustedCertificates;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.WrittenLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.komamitsu.fluency.fluentd.ingester.FluentdIngester;
import org.komamitsu.fluency.fluentd.ingester.sender.FluentdSender;
import org.komamitsu.fluency.fluentd.ingester.sender.NetworkSender;
import org.komamitsu.fluency.fluentd.ingester.sender.SSLSender;
import org.komamitsu.fluency.fluentd.ingester.sender.TCPSender;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fluentd or Fluent Bit, by the forward protocol with acknowledgements: records are delivered when
/// the other side has said so for their chunk.
///
/// Of the library Fluency only what speaks the protocol is used. Its buffers and its flusher keep
/// records in memory and do not tell of which records an acknowledgement came; here the store is
/// the buffer, and what was not acknowledged is read from it again.
final class FluentdDestination implements Destination {
  private static final int CONNECT_MILLIS = 10_000;
  private static final Duration TO_SEND = Duration.ofSeconds(30);
  private static final byte EVENT_TIME = 0;
  private static final long NANOS = 1_000_000_000;

  private final ShippingConfig.Fluentd target;
  private @Nullable FluentdIngester connection;

  FluentdDestination(ShippingConfig.Fluentd target) {
    this.target = target;
  }

  @Override
  public Outcome deliver(List<WrittenLog> logs) throws DeliveryException, InterruptedException {
    try {
      send(chunk(logs));
      return new Outcome(logs.size(), 0, List.of(), List.of(), "");
    } catch (IOException e) {
      Throwable cause = e.getCause() instanceof ExecutionException inner ? inner.getCause() : e;
      throw DeliveryException.of(
          target.place()
              + " did not acknowledge "
              + logs.size()
              + " records, "
              + cause
              + " (expected: a forward input that acknowledges; is it running?)",
          e);
    }
  }

  /// In a thread of its own, since nothing else bounds how long a peer that does not read can keep
  /// the writing from coming to its end; an interrupted thread loses its connection.
  private void send(byte[] chunk) throws IOException, InterruptedException {
    FluentdIngester open = connection();
    FutureTask<Boolean> sending =
        new FutureTask<>(() -> {
          open.ingest(target.tag(), ByteBuffer.wrap(chunk));
          return true;
        });
    Thread thread = Thread.ofVirtual().name("forward-" + target.place()).start(sending);
    try {
      sending.get(target.ackTimeout().plus(TO_SEND).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the chunk could not be sent in time", e);
    } finally {
      thread.interrupt();
      thread.join();
    }
  }

  private FluentdIngester connection() throws IOException {
    FluentdIngester open = connection;
    if (open == null) {
      FluentdIngester.Config config = new FluentdIngester.Config();
      config.setAckResponseMode(true);
      open = new FluentdIngester(config, sender());
      connection = open;
    }
    return open;
  }

  private FluentdSender sender() throws IOException {
    if (!target.tls()) {
      TCPSender.Config config = new TCPSender.Config();
      config.setHost(target.host());
      config.setPort(target.port());
      limit(config);
      return new TCPSender(config);
    }
    SSLSender.Config config = new SSLSender.Config();
    config.setHost(target.host());
    config.setPort(target.port());
    config.setSslSocketFactory(new NameChecking(tls().getSocketFactory()));
    limit(config);
    return new SSLSender(config);
  }

  private void limit(NetworkSender.Config config) {
    config.setConnectionTimeoutMilli(CONNECT_MILLIS);
    config.setReadTimeoutMilli((int) target.ackTimeout().toMillis());
    config.setWaitBeforeCloseMilli(0);
  }

  private SSLContext tls() throws IOException {
    try {
      return target.ca() == null ? SSLContext.getDefault() : TrustedCertificates.of(target.ca());
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("this Java has no TLS", e);
    }
  }

  /// Entries of the forward protocol, one after the other: time and record.
  private byte[] chunk(List<WrittenLog> logs) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      for (WrittenLog each : logs) {
        packer.packArrayHeader(2);
        packTime(packer, each.log());
        switch (target.form()) {
          case LINE -> {
            packer.packMapHeader(1);
            packer.packString("log").packString(LogDocument.line(each.log()));
          }
          case FIELDS -> pack(packer, LogDocument.fields(each.log()));
        }
      }
      return packer.toByteArray();
    }
  }

  /// EventTime: seconds and nanoseconds, 32 bits each. What does not fit is cut to the nearest time
  /// that does; the record itself has the true one.
  private static void packTime(MessagePacker packer, StoredLog log) throws IOException {
    long seconds = Math.clamp(Math.floorDiv(log.timeNanos(), NANOS), 0, 0xFFFF_FFFFL);
    packer.packExtensionTypeHeader(EVENT_TIME, 8);
    packer.writePayload(
        ByteBuffer.allocate(8)
            .putInt((int) seconds)
            .putInt((int) Math.floorMod(log.timeNanos(), NANOS))
            .array());
  }

  private static void pack(MessagePacker packer, JsonNode value) throws IOException {
    if (value instanceof ObjectNode object) {
      packer.packMapHeader(object.size());
      for (var field : object.properties()) {
        packer.packString(field.getKey());
        pack(packer, field.getValue());
      }
    } else if (value.isArray()) {
      packer.packArrayHeader(value.size());
      for (JsonNode item : value) {
        pack(packer, item);
      }
    } else if (value.isIntegralNumber() && value.canConvertToLong()) {
      packer.packLong(value.asLong());
    } else if (value.isNumber()) {
      packer.packDouble(value.asDouble());
    } else if (value.isBoolean()) {
      packer.packBoolean(value.asBoolean());
    } else if (value.isNull()) {
      packer.packNil();
    } else {
      packer.packString(value.asString());
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /// Makes sockets that check the name in the certificate, which plain TLS sockets do not.
  private static final class NameChecking extends SSLSocketFactory {
    private final SSLSocketFactory sockets;

    NameChecking(SSLSocketFactory sockets) {
      this.sockets = sockets;
    }

    private static Socket checking(Socket socket) {
      if (socket instanceof SSLSocket secure) {
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
      }
      return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
      return checking(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
        throws IOException {
      return checking(sockets.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return checking(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
        throws IOException {
      return checking(sockets.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return checking(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(
        InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
      return checking(sockets.createSocket(address, port, localAddress, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return sockets.getSupportedCipherSuites();
    }
  }
}
