// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.io.IOException;
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

  ConnectionErrors(Map<String, Router> routers) {
    this.routers = Map.copyOf(routers);
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
    Answer answer = form.answer(code, detail(code, message), type);
    new AnswerWriter(request, response)
        .write(code == 503 ? answer.withHeader("Retry-After", "5") : answer);
    callback.succeeded();
  }

  /// What is wrong with a request line or header is worth saying; what is wrong here is not.
  private static String detail(int code, @Nullable String message) {
    return code >= 500 || message == null ? Problem.title(code) : message;
  }
}
