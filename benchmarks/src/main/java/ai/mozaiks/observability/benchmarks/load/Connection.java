// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One connection that sends one request at a time. For one thread.
sealed interface Connection extends AutoCloseable {

  /// Sends a request and waits for the answer.
  ///
  /// @return the status: an HTTP status code, or a gRPC status by name
  /// @throws IOException if no answer came
  String send(byte[] body) throws IOException;

  @Override
  void close() throws IOException;

  /// HTTP/1.1 over a plain socket: a full client would cost as much as the server.
  final class Http implements Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] head;

    Http(URI server, Wire wire, int bodySize) throws IOException {
      socket = new Socket(server.getHost(), server.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
      out = socket.getOutputStream();
      head =
          "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
              .formatted(wire.path(), server.getAuthority(), wire.contentType(), bodySize)
              .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String send(byte[] body) throws IOException {
      out.write(head);
      out.write(body);
      out.flush();
      String status = line();
      String[] words = status.split(" ", 3);
      if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
        throw new IOException("no HTTP answer: " + status);
      }
      long length = 0;
      boolean chunked = false;
      for (String header = line(); !header.isEmpty(); header = line()) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Long.parseLong(lower.substring(15).strip());
        }
        chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
      }
      if (chunked) {
        skipChunks();
      } else {
        in.skipNBytes(length);
      }
      return words[1];
    }

    private void skipChunks() throws IOException {
      while (true) {
        long length = Long.parseLong(line().strip(), 16);
        in.skipNBytes(length);
        line();
        if (length == 0) {
          return;
        }
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder(64);
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException("the server closed the connection");
        }
        if (b != '\r') {
          line.append((char) b);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /// gRPC with bodies that are encoded already.
  final class Grpc implements Connection {
    private static final MethodDescriptor<byte[], ExportTraceServiceResponse> EXPORT =
        TraceServiceGrpc.getExportMethod().toBuilder(
                new Bytes(), TraceServiceGrpc.getExportMethod().getResponseMarshaller())
            .build();

    private final ManagedChannel channel;

    Grpc(URI server) {
      channel =
          NettyChannelBuilder.forAddress(server.getHost(), server.getPort()).usePlaintext().build();
    }

    @Override
    public String send(byte[] body) {
      try {
        var _ = ClientCalls.blockingUnaryCall(channel, EXPORT, CallOptions.DEFAULT, body);
        return "OK";
      } catch (StatusRuntimeException e) {
        return e.getStatus().getCode().name();
      }
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
      @Override
      public InputStream stream(byte[] value) {
        return new ByteArrayInputStream(value);
      }

      @Override
      public byte[] parse(InputStream stream) {
        try {
          return stream.readAllBytes();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
