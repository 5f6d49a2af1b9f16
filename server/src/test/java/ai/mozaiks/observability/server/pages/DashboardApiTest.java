// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.dashboard.DashboardFiles;
import ai.mozaiks.observability.server.http.RoutePeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DashboardApiTest {
  private static final Path PAGES = Path.of("../dashboard/src/main/web/app/pages.ts");

  private final RoutePeer peer;

  DashboardApiTest() throws IOException {
    peer = new RoutePeer(new DashboardApi(new DashboardFiles())::addTo);
  }

  @AfterEach
  void close() {
    peer.close();
  }

  @Test
  void everyPage_isTheDocument_withAPolicyThatLetsNothingElseIn() throws Exception {
    for (String path : List.of("/", "/chats", "/chats/a%2Fb", "/alerts/00ff", "/setup/data")) {
      HttpResponse<String> page = peer.get(path);

      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.body()).startsWith("<!doctype html>");
      assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void assets_mayBeKeptForEver() throws Exception {
    HttpResponse<String> script = peer.get("/assets/main.js?v=1");

    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(script.headers().firstValue("Cache-Control"))
        .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
  }

  @Test
  void whatIsNoAsset_isNotFound() throws Exception {
    assertThat(peer.get("/assets/none.js").statusCode()).isEqualTo(404);
    assertThat(peer.get("/assets/..%2Findex.html").statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(peer.get("/chats/a/b").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsNoPage_isAPageThatSaysSo_toBrowsersAlone() throws Exception {
    String browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    for (String path : List.of("/nope", "/chats/", "/chats/a/b", "/favicon.ico")) {
      HttpResponse<String> page = peer.get(path, "Accept", browser);

      assertThat(page.statusCode()).as(path).isEqualTo(404);
      assertThat(page.body()).startsWith("<!doctype html>");
      assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    }
    assertThat(peer.get("/nope").body()).contains("/nope: nothing is served here");
    assertThat(peer.get("/api/nope", "Accept", browser).body())
        .contains("/api/nope: nothing is served here");
  }

  /// What the pages' own list has and the server does not would work until somebody loads it anew.
  @Test
  void thePages_areThoseOfTheNavigation() throws Exception {
    List<String> listed =
        Pattern.compile("\\{ path: \"(/[a-z]+)\"")
            .matcher(Files.readString(PAGES))
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(listed).containsExactlyInAnyOrderElementsOf(DashboardApi.PAGES);
  }
}
