// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.pages;

import ai.mozaiks.observability.dashboard.DashboardFiles;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.MediaPreference;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import java.util.List;
import java.util.Map;

/// The dashboard's pages and their assets. Every page is the same document; what it shows stands in
/// its address, and comes from the API. Thread-safe.
public final class DashboardApi {

  /// The pages; each may have one more segment behind it, such as the id of a chat. The same as in
  /// `app/pages.ts` of the module dashboard.
  public static final List<String> PAGES =
      List.of(
          "/live",
          "/chats",
          "/agents",
          "/workflows",
          "/models",
          "/tools",
          "/users",
          "/cost",
          "/apps",
          "/providers",
          "/logs",
          "/alerts",
          "/slos",
          "/setup");

  /// Scripts, styles, pictures and data come from this server only, and nobody may frame the pages.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /// Where nobody looks for a page, but programs for answers.
  private static final List<String> FOR_PROGRAMS =
      List.of("/api/", "/assets/", "/health/", "/metrics/", "/v1/");

  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final DashboardFiles files;

  public DashboardApi(DashboardFiles files) {
    this.files = files;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/", _ -> document());
    for (String page : PAGES) {
      routes.get(page, _ -> document()).get(page + "/{item}", _ -> document());
    }
    routes.get("/assets/{name}", this::asset).otherwise(this::noSuchPage);
  }

  /// To people, what is not found is a page that says so.
  private Answer noSuchPage(Request request) throws Refusal {
    String accept = request.header("Accept");
    if (accept == null
        || !MediaPreference.prefers(accept, "text/html", "application/json")
        || FOR_PROGRAMS.stream().anyMatch(request.path()::startsWith)) {
      throw Router.notFound(request.path());
    }
    return document(404);
  }

  private Answer document() {
    return document(200);
  }

  private Answer document(int status) {
    return Answer.of(status, "text/html; charset=utf-8", files.document())
        .withHeaders(
            Map.of(
                "Cache-Control", "no-cache",
                "Content-Security-Policy", POLICY,
                "Referrer-Policy", "no-referrer"));
  }

  private Answer asset(Request request) throws Refusal {
    String name = request.pathParameter("name");
    DashboardFiles.Asset asset =
        files
            .asset(name)
            .orElseThrow(() -> Refusal.of(404, name + ": there is no such file of the dashboard"));
    return Answer.of(200, asset.contentType(), asset.content())
        .withHeaders(Map.of("Cache-Control", FOR_EVER));
  }
}
