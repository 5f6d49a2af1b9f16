// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.storage.QueryLimitException;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what Jetty hands over into a [Request] and an [Answer] back. The only class, with its
/// neighbours in this package, that knows Jetty. Thread-safe.
final class RequestDispatch extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(RequestDispatch.class);
  private static final int REQUEST_TIMEOUT = 408;
  private static final Duration QUERY_RETRY_AFTER = Duration.ofSeconds(2);

  private final Map<String, Router> routers;
  private final HttpLimits limits;
  private final ByteBudget budget;
  private final Reasons reasons;

  RequestDispatch(
      Map<String, Router> routers, HttpLimits limits, ByteBudget budget, Reasons reasons) {
    this.routers = Map.copyOf(routers);
    this.limits = limits;
    this.budget = budget;
    this.reasons = reasons;
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request jetty, Response response, Callback callback) {
    Router router = routers.get(jetty.getConnectionMetaData().getConnector().getName());
    if (router == null) {
      return false;
    }
    try (TimedBody raw =
        new TimedBody(
            org.eclipse.jetty.server.Request.asInputStream(jetty), limits.bodyTimeout())) {
      int status;
      try (ByteBudget.Lease lease = budget.open()) {
        Answer answer = answer(jetty, router, raw, lease);
        new AnswerWriter(jetty, response).write(answer);
        status = answer.status();
      }
      if (status != REQUEST_TIMEOUT) { // there was patience enough
        raw.drain(limits.maxBodyBytes());
      }
    } catch (IOException e) {
      // The sender went away, before the answer or while it was written: nobody to tell.
      log.debug("connection lost path={}", jetty.getHttpURI().getPath(), e);
      callback.failed(e);
      return true;
    }
    callback.succeeded(); // last, when nothing is held any more
    return true;
  }

  private Answer answer(
      org.eclipse.jetty.server.Request jetty, Router router, TimedBody raw, ByteBudget.Lease lease)
      throws IOException {
    String path = String.valueOf(jetty.getHttpURI().getPath());
    try {
      return routed(jetty, path, router, raw, lease);
    } catch (Refusal refusal) {
      String type = jetty.getHeaders().get(HttpHeader.CONTENT_TYPE);
      return router
          .errorForm(path)
          .answer(refusal.status(), reasons.shown(refusal.detail()), type)
          .withHeaders(refusal.headers());
    }
  }

  private Answer routed(
      org.eclipse.jetty.server.Request jetty,
      String path,
      Router router,
      InputStream raw,
      ByteBudget.Lease lease)
      throws Refusal, IOException {
    Router.Match match = router.match(jetty.getMethod(), path);
    Body body = body(jetty, raw, lease);
    Request request =
        new Request(
            jetty.getMethod(),
            path,
            match.pathParameters(),
            query(jetty),
            headers(jetty),
            body,
            org.eclipse.jetty.server.Request.getRemoteAddr(jetty));
    try {
      return match.handler().handle(request);
    } catch (Refusal refusal) {
      throw refusal;
    } catch (OverloadedException e) {
      throw Refusal.later(String.valueOf(e.getMessage()), e.retryAfter());
    } catch (QueryLimitException e) {
      throw limited(e);
    } catch (StorageException e) {
      throw reasons.ofStore(e, request.method() + " " + request.path());
    } catch (Exception e) {
      String id = reasons.incident("request failed", request.method() + " " + request.path(), e);
      throw Refusal.of(500, "an error of the server, not of the request; incident " + id);
    }
  }

  private Body body(org.eclipse.jetty.server.Request jetty, InputStream raw, ByteBudget.Lease lease)
      throws Refusal, IOException {
    try {
      return BodyReader.read(
          raw,
          jetty.getHeaders().get(HttpHeader.CONTENT_ENCODING),
          jetty.getLength(),
          limits.maxBodyBytes(),
          lease);
    } catch (IOException e) {
      if (e instanceof SocketTimeoutException || e.getCause() instanceof TimeoutException) {
        String detail =
            "body: did not arrive in time (expected: all of it within %d s, never silent for %d s)"
                .formatted(limits.bodyTimeout().toSeconds(), limits.idleTimeout().toSeconds());
        throw Refusal.of(REQUEST_TIMEOUT, detail, "Connection", "close");
      }
      throw e;
    }
  }

  /// The asker's affair, like a parameter that is not right.
  private static Refusal limited(QueryLimitException e) {
    String detail = String.valueOf(e.getMessage());
    return switch (e.limit()) {
      case TIME -> Refusal.of(504, detail);
      case WAITING -> Refusal.later(detail, QUERY_RETRY_AFTER);
      case SIZE -> Refusal.of(400, detail);
    };
  }

  private static Map<String, String> headers(org.eclipse.jetty.server.Request jetty) {
    Map<String, String> headers = new HashMap<>();
    for (HttpField field : jetty.getHeaders()) {
      String value = field.getValue() == null ? "" : field.getValue();
      headers.merge(field.getLowerCaseName(), value, (a, b) -> a + ", " + b);
    }
    return headers;
  }

  private static Map<String, List<String>> query(org.eclipse.jetty.server.Request jetty)
      throws Refusal {
    @Nullable String query = jetty.getHttpURI().getQuery();
    if (query == null || query.isEmpty()) {
      return Map.of();
    }
    try {
      Map<String, List<String>> parameters = new HashMap<>();
      for (Fields.Field field : org.eclipse.jetty.server.Request.extractQueryParameters(jetty)) {
        parameters.put(field.getName(), List.copyOf(field.getValues()));
      }
      return parameters;
    } catch (RuntimeException e) { // Jetty has no common type for the many ways to be malformed
      throw Refusal.of(400, "query: not readable (expected: valid percent-encoding)");
    }
  }
}
