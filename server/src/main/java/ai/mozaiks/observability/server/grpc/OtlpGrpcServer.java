// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import ai.mozaiks.observability.server.http.ByteBudget;
import ai.mozaiks.observability.server.http.ListenFailure;
import ai.mozaiks.observability.server.http.Reasons;
import ai.mozaiks.observability.server.otlp.OtlpExport;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// OTLP/gRPC without TLS. Calls run on virtual threads.
///
/// [#start] and [#close] are called once each, by the owner.
public final class OtlpGrpcServer implements AutoCloseable {
  private static final int MAX_CALLS_PER_CONNECTION = 64;
  private static final int MAX_METADATA_BYTES = 32 << 10;

  /// Of a stream and of a connection: what may wait before the call asks for it. Fixed, since gRPC
  /// would let it grow to 8 MiB.
  private static final int WINDOW_BYTES = 1 << 20;

  private static final Duration AGE_GRACE = Duration.ofMinutes(1);
  private static final Duration DEAD_PEER_PING = Duration.ofMinutes(1);
  private static final Duration DEAD_PEER_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration LEAST_CLIENT_PING = Duration.ofSeconds(10);

  /// Calls that a sender takes back at once cost it nothing: so many in 30 s, then it is cut off.
  private static final int MAX_RESETS = 1_000;

  private static final int RESETS_SECONDS = 30;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final String host;
  private final int port;
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-call-", 0).factory());
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("grpc-timeouts").daemon().factory());
  private final NettyServerBuilder builder;
  private @Nullable Server server;

  /// Prepares a server; nothing is opened yet.
  ///
  /// @param host the address to bind to
  /// @param port 0 to 65535; 0 takes any free one
  /// @param exports a service for each
  /// @param budget bounds the messages under way together, those of HTTP included
  /// @param reasons what senders are told when something goes wrong
  public OtlpGrpcServer(
      String host,
      int port,
      List<OtlpExport<?>> exports,
      GrpcLimits limits,
      ByteBudget budget,
      Reasons reasons) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("grpc_port: " + port + " (expected: 0 to 65535)");
    }
    this.host = host;
    this.port = port;
    builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
            .executor(executor)
            .addTransportFilter(new ConnectionCap(limits.maxConnections()))
            .addStreamTracerFactory(InboundBytes.charging(budget, MAX_METADATA_BYTES))
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(limits.maxMessageBytes())
            .maxConnectionIdle(limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAge(limits.maxAge().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(AGE_GRACE.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTime(DEAD_PEER_PING.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTimeout(DEAD_PEER_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(LEAST_CLIENT_PING.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION);
    MessageReader reader = new MessageReader(limits.maxMessageBytes(), budget);
    for (OtlpExport<?> export : exports) {
      builder.addService(service(export, limits, reasons, reader));
    }
    timer.setRemoveOnCancelPolicy(true);
  }

  private ServerServiceDefinition service(
      OtlpExport<?> export, GrpcLimits limits, Reasons reasons, MessageReader reader) {
    String service = export.signal().service();
    MethodDescriptor<Message, com.google.protobuf.Message> method =
        MethodDescriptor.<Message, com.google.protobuf.Message>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(service, "Export"))
            .setRequestMarshaller(reader)
            .setResponseMarshaller(ProtoUtils.marshaller(export.signal().success()))
            .build();
    String name = service.substring(service.lastIndexOf('.') + 1) + "/Export";
    return ServerServiceDefinition.builder(service)
        .addMethod(
            method, new ExportCall(export, name, reasons, limits.messageTimeout(), executor, timer))
        .build();
  }

  /// Opens the port.
  ///
  /// @throws IOException if it cannot be opened; the message names it and what to do
  public void start() throws IOException {
    try {
      server = builder.build().start();
    } catch (IOException | UnresolvedAddressException e) {
      close();
      throw ListenFailure.of("grpc_port", host, port, e);
    }
  }

  /// The port it listens on.
  ///
  /// @throws IllegalStateException before [#start]
  public int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.getPort();
  }

  /// Takes no new calls, lets those under way end within 5 s, and closes the port.
  @Override
  public void close() {
    if (server != null) {
      server.shutdown();
      try {
        if (!server.awaitTermination(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
          server.shutdownNow();
        }
      } catch (InterruptedException e) {
        server.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
    timer.shutdownNow();
    executor.shutdown();
  }
}
