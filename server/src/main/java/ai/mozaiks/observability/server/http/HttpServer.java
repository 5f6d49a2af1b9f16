// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: listens on one or several ports, each with its own routes, and runs every
/// handler on a virtual thread. HTTP/1.1.
///
/// [#start] and [#close] are called once each, by the owner.
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /// Selectors and acceptors only; handlers run on virtual threads.
  private static final int MAX_PLATFORM_THREADS = 32;

  private static final int MIN_PLATFORM_THREADS = 4;

  private final List<Endpoint> endpoints;
  private final Server server;
  private final List<ServerConnector> connectors = new ArrayList<>();

  /// Prepares a server; nothing is opened yet.
  ///
  /// @param endpoints where to listen; at least one
  /// @param budget bounds the bodies under way together
  /// @param reasons what senders are told when something goes wrong
  public HttpServer(
      List<Endpoint> endpoints, HttpLimits limits, ByteBudget budget, Reasons reasons) {
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("endpoints: none (expected: at least one)");
    }
    this.endpoints = List.copyOf(endpoints);
    QueuedThreadPool threads = new QueuedThreadPool(MAX_PLATFORM_THREADS, MIN_PLATFORM_THREADS);
    threads.setName("http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-request-", 0).factory()));
    server = new Server(threads);
    Map<String, Router> routers = new HashMap<>();
    for (int i = 0; i < endpoints.size(); i++) {
      String name = Integer.toString(i);
      routers.put(name, endpoints.get(i).router());
      connectors.add(connector(name, endpoints.get(i), limits));
    }
    connectors.forEach(server::addConnector);
    server.addBean(new NetworkConnectionLimit(limits.maxConnections(), server));
    server.setHandler(new GracefulHandler(new RequestDispatch(routers, limits, budget, reasons)));
    server.setErrorHandler(new ConnectionErrors(routers, limits.maxHeaderBytes(), reasons));
    server.setStopTimeout(limits.stopTimeout().toMillis());
  }

  private ServerConnector connector(String name, Endpoint endpoint, HttpLimits limits) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(limits.maxHeaderBytes());
    // A chat id may hold anything but U+0000, so whatever is percent-encoded must come through,
    // also
    // slashes, dots, backslashes and control characters. Safe, since no path names a file, and the
    // routes are found by the path as it was sent: nothing is decoded or resolved before.
    configuration.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "chat-ids",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
            UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setName(name);
    connector.setHost(endpoint.host());
    connector.setPort(endpoint.port());
    connector.setIdleTimeout(limits.idleTimeout().toMillis());
    connector.setShutdownIdleTimeout(100);
    connector.addBean(new DrippingHeaders(connector.getScheduler(), limits.idleTimeout()));
    return connector;
  }

  /// Opens the ports; requests are answered when this returns.
  ///
  /// @throws IOException if a port cannot be opened; the message names it and what to do. Nothing
  ///   stays open then
  public void start() throws IOException {
    try {
      for (int i = 0; i < connectors.size(); i++) {
        open(connectors.get(i), endpoints.get(i));
      }
      server.start();
    } catch (IOException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new IOException("the HTTP server did not start", e);
    }
  }

  private static void open(ServerConnector connector, Endpoint endpoint) throws IOException {
    try {
      connector.open();
    } catch (IOException | UnresolvedAddressException e) {
      throw ListenFailure.of(endpoint.name(), endpoint.host(), endpoint.port(), e);
    }
  }

  /// The port that an endpoint listens on, by its place in the list given.
  public int port(int endpoint) {
    return connectors.get(endpoint).getLocalPort();
  }

  /// Takes no new requests, lets those under way end within the stop timeout, and closes the ports.
  @Override
  public void close() {
    try {
      stop();
      connectors.forEach(ServerConnector::close);
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server did not stop cleanly", e);
    }
  }

  /// Jetty looks at the idle time of every connection when it stops. Of one that has just run out
  /// of it, a body that nobody reads any more is thrown away, and the buffer for that may be gone
  /// (a NullPointerException in HttpConnection.parseRequestBuffer, 12.1.14). Then the stop was left
  /// halfway; a second one finds that connection closed.
  private void stop() throws Exception {
    try {
      server.stop();
    } catch (NullPointerException e) {
      LOG.warn("The HTTP server met a connection at its end and stops again", e);
      server.stop();
    }
  }
}
