// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Finds the handler of a method and path. A route is a path such as
/// `/metrics/perf/chats/{chat_id}` whose `{name}` parts stand for one segment each. A route without
/// such parts wins over one with. GET routes answer HEAD too. Immutable.
public final class Router {

  /// A handler and what its path's variable parts are.
  record Match(HttpHandler handler, Map<String, String> pathParameters) {}

  private record Pattern(List<String> segments, Map<String, HttpHandler> handlers) {}

  private record ErrorArea(String prefix, ErrorForm form) {}

  private final Map<String, Map<String, HttpHandler>> exact;
  private final List<Pattern> patterns;
  private final List<ErrorArea> errorAreas;
  private final ErrorForm problem = new Problem();
  private final @Nullable HttpHandler otherwise;

  private Router(Builder builder) {
    Map<String, Map<String, HttpHandler>> paths = new HashMap<>();
    List<Pattern> variable = new ArrayList<>();
    builder.routes.forEach((path, handlers) -> {
      if (path.indexOf('{') < 0) {
        paths.put(path, Map.copyOf(handlers));
      } else {
        variable.add(new Pattern(segments(path), Map.copyOf(handlers)));
      }
    });
    exact = Map.copyOf(paths);
    patterns = List.copyOf(variable);
    errorAreas = List.copyOf(builder.errorAreas);
    otherwise = builder.otherwise;
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Lets what GET routes answer be had in other forms.
  @FunctionalInterface
  public interface Forms {

    /// A handler that answers in them.
    ///
    /// @param path of the route, with its `{name}` parts
    HttpHandler with(String path, HttpHandler handler);
  }

  /// Collects routes.
  public static final class Builder {
    private final Map<String, Map<String, HttpHandler>> routes = new LinkedHashMap<>();
    private final List<ErrorArea> errorAreas = new ArrayList<>();
    private UnaryOperator<HttpHandler> gate = handler -> handler;
    private Forms forms = (_, handler) -> handler;
    private @Nullable HttpHandler otherwise;

    private Builder() {}

    /// Has requests pass a gate before they reach the routes that are added from now on.
    ///
    /// @param gate makes a handler that lets requests through to the given one, or refuses them
    public Builder behind(UnaryOperator<HttpHandler> gate) {
      this.gate = gate;
      return this;
    }

    /// Has the GET routes that are added from now on answer in other forms, too.
    public Builder in(Forms others) {
      this.forms = others;
      return this;
    }

    public Builder get(String path, HttpHandler handler) {
      return route("GET", path, forms.with(path, handler));
    }

    public Builder post(String path, HttpHandler handler) {
      return route("POST", path, handler);
    }

    /// Adds a route.
    ///
    /// @throws IllegalArgumentException if the route is there already, or the path does not begin
    ///   with a slash
    public Builder route(String method, String path, HttpHandler handler) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("path: " + path + " (expected: / at its beginning)");
      }
      Map<String, HttpHandler> handlers = routes.computeIfAbsent(path, _ -> new HashMap<>());
      if (handlers.putIfAbsent(method, gate.apply(handler)) != null) {
        throw new IllegalArgumentException(method + " " + path + " is routed twice");
      }
      return this;
    }

    /// Answers GET and HEAD of paths that no route has; it says that they are not found.
    public Builder otherwise(HttpHandler handler) {
      this.otherwise = handler;
      return this;
    }

    /// Lets all errors below a path look otherwise than as problem documents.
    public Builder errorsUnder(String prefix, ErrorForm form) {
      errorAreas.add(new ErrorArea(prefix, form));
      return this;
    }

    public Router build() {
      return new Router(this);
    }
  }

  /// Method and path of every route, for example `GET /api/health`; sorted.
  public List<String> routes() {
    TreeSet<String> routes = new TreeSet<>();
    exact.forEach(
        (path, handlers) -> handlers.keySet().forEach(method -> routes.add(method + " " + path)));
    for (Pattern pattern : patterns) {
      String path = String.join("/", pattern.segments);
      pattern.handlers.keySet().forEach(method -> routes.add(method + " " + path));
    }
    return List.copyOf(routes);
  }

  /// How errors on a path look.
  ErrorForm errorForm(String path) {
    for (ErrorArea area : errorAreas) {
      if (path.startsWith(area.prefix)) {
        return area.form;
      }
    }
    return problem;
  }

  /// Finds what answers a request.
  ///
  /// @param path as sent, percent-encoded, without the query
  /// @throws Refusal 404, or 405 with `Allow`
  Match match(String method, String path) throws Refusal {
    Map<String, HttpHandler> handlers = exact.get(path);
    if (handlers != null) {
      return new Match(handler(handlers, method, path), Map.of());
    }
    List<String> segments = segments(path);
    for (Pattern pattern : patterns) {
      if (fits(pattern.segments, segments)) {
        return new Match(
            handler(pattern.handlers, method, path), parameters(pattern.segments, segments));
      }
    }
    if (otherwise != null && (method.equals("GET") || method.equals("HEAD"))) {
      return new Match(otherwise, Map.of());
    }
    throw notFound(path);
  }

  /// The refusal of a path that no route has.
  public static Refusal notFound(String path) {
    return Refusal.of(404, path + ": nothing is served here");
  }

  private static HttpHandler handler(Map<String, HttpHandler> handlers, String method, String path)
      throws Refusal {
    HttpHandler handler = handlers.get(method);
    if (handler == null && method.equals("HEAD")) {
      handler = handlers.get("GET");
    }
    if (handler == null) {
      TreeSet<String> allowed = new TreeSet<>(handlers.keySet());
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      String allow = String.join(", ", allowed);
      throw Refusal.of(405, path + ": " + method + " (expected: " + allow + ")", "Allow", allow);
    }
    return handler;
  }

  private static boolean fits(List<String> pattern, List<String> segments) {
    if (pattern.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < pattern.size(); i++) {
      boolean fits =
          isVariable(pattern.get(i))
              ? !segments.get(i).isEmpty()
              : pattern.get(i).equals(segments.get(i));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> parameters(List<String> pattern, List<String> segments)
      throws Refusal {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      if (isVariable(pattern.get(i))) {
        String name = pattern.get(i).substring(1, pattern.get(i).length() - 1);
        parameters.put(name, decoded(name, segments.get(i)));
      }
    }
    return Map.copyOf(parameters);
  }

  private static String decoded(String name, String segment) throws Refusal {
    try {
      return PathSegment.name(segment);
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, name + ": " + segment + " (expected: valid percent-encoding)");
    }
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static List<String> segments(String path) {
    return Splitter.on('/').splitToList(path);
  }
}
