// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The form of errors that Jetty finds before any route is looked at: malformed requests, headers
/// too large, the server closing. The same documents as everywhere, without Jetty's own page.
final class ConnectionErrors extends ErrorHandler {
  private final Map<String, Router> routers;

  private final int maxHeaderBytes;

  private final Reasons reasons;

  /// @param maxHeaderBytes of the request line and all headers
  ConnectionErrors(Map<String, Router> routers, int maxHeaderBytes, Reasons reasons) {
    this.routers = Map.copyOf(routers);
    this.maxHeaderBytes = maxHeaderBytes;
    this.reasons = reasons;
  }

  @Override
  protected void generateResponse(
      org.eclipse.jetty.server.Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback)
      throws IOException {
    Connector connector = request.getConnectionMetaData().getConnector();
    String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
    Router router = routers.get(connector.getName());
    ErrorForm form = router == null || path == null ? new Problem() : router.errorForm(path);
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    Answer answer = form.answer(code, reasons.shown(detail(code, message)), type);
    new AnswerWriter(request, response)
        .write(code == 503 ? answer.withHeader("Retry-After", "5") : answer);
    callback.succeeded();
  }

  /// What is wrong with a request line or header is worth saying; what is wrong here is not.
  private String detail(int code, @Nullable String message) {
    return switch (code) {
      case 400 -> malformed(message == null ? Problem.title(code) : message);
      case 414, 431 ->
          "request line and headers: too large (expected: at most "
              + maxHeaderBytes
              + " bytes together)";
      case 417 -> "Expect: not understood (expected: 100-continue, or none)";
      case 505 -> "HTTP version: not understood (expected: HTTP/1.1)";
      default -> code >= 500 || message == null ? Problem.title(code) : message;
    };
  }

  /// Jetty says what it found, seldom where: the part of the request is added.
  private static String malformed(String found) {
    String lower = found.toLowerCase(Locale.ROOT);
    if (lower.contains("content-length") || lower.contains("transfer-encoding")) {
      return "headers: " + found + " (expected: one Content-Length, or Transfer-Encoding: chunked)";
    }
    if (lower.contains("host")) {
      return "Host: " + found + " (expected: one host, with a port or not)";
    }
    if (lower.contains("eof") || lower.contains("chunk")) {
      return "body: " + found + " (expected: all of it, as its headers announce it)";
    }
    if (lower.contains("uri")
        || lower.contains("path")
        || lower.contains("encoding")
        || lower.contains("fragment")
        || found.equals(Problem.title(400))) {
      return "path: "
          + found
          + " (expected: each part percent-encoded UTF-8 without %00, and no part empty)";
    }
    return "request line or headers: " + found + " (expected: HTTP/1.1)";
  }
}
