// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class DashboardFilesTest {
  private static final int FIRST_PAGE_BYTES = 400_000;

  private final DashboardFiles files = new DashboardFiles();

  @Test
  void theDocument_namesAssetsThatAreThere_withTheVersionOfAll() {
    String document = new String(files.document(), StandardCharsets.UTF_8);

    assertThat(document).doesNotContain("VERSION");
    var names =
        Pattern.compile("\"/assets/([^?\"]+)\\?v=" + files.version() + "\"")
            .matcher(document)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(names).contains("main.js", "main.css", "theme.js", "icon.svg");
    assertThat(names).allMatch(name -> files.asset(name).isPresent());
    assertThat(document).doesNotContain("<style").doesNotContain("http://").doesNotContain("//cdn");
  }

  @Test
  void nothingButAssetsIsServed() {
    assertThat(files.asset("index.html")).isEmpty();
    assertThat(files.asset("../index.html")).isEmpty();
    assertThat(files.asset("..")).isEmpty();
    assertThat(files.asset("none.js")).isEmpty();
    assertThat(files.asset("DashboardFiles.class")).isEmpty();
  }

  /// What a browser that was never here loads for the overview: the scripts that it names, those
  /// that they name, the page, the charts, the styles and fonts.
  @Test
  void theFirstPage_isSmall() throws IOException {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    ArrayDeque<String> left = new ArrayDeque<>();
    left.add("main.js");
    left.add("main.css");
    left.add("theme.js");
    left.add("icon.svg");
    while (!left.isEmpty()) {
      String name = left.remove();
      byte[] content = files.asset(name).orElseThrow().content();
      if (sizes.putIfAbsent(name, compressed(content)) == null) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        Pattern.compile("\\./([A-Za-z0-9-]+\\.(?:js|woff2))")
            .matcher(text)
            .results()
            .map(found -> found.group(1))
            .filter(each ->
                !name.equals("main.js") || each.startsWith("chunk") || each.startsWith("overview"))
            .forEach(left::add);
      }
    }

    assertThat(sizes.keySet()).anyMatch(name -> name.startsWith("echarts"));
    assertThat(sizes.keySet()).anyMatch(name -> name.startsWith("overview"));
    assertThat(sizes.keySet()).anyMatch(name -> name.endsWith(".woff2"));
    assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum())
        .as(sizes.toString())
        .isLessThan(FIRST_PAGE_BYTES);
  }

  private static int compressed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.size();
  }
}
