// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The scripts that install and import, against programs that are not what they should be.
class ScriptsIT {
  @TempDir Path folder;
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private HttpServer program;
  private volatile int status = 200;
  private volatile String body = "{\"acknowledged\":true}";

  @BeforeEach
  void start() throws IOException {
    program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    program.createContext(
        "/",
        exchange -> {
          paths.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.getRequestBody().readAllBytes();
          byte[] answer = body.getBytes(UTF_8);
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    program.start();
  }

  @AfterEach
  void stop() {
    program.stop(0);
  }

  private Programs.Outcome run(String script, String... arguments) throws Exception {
    return run(script, List.of(), arguments);
  }

  private Programs.Outcome run(String script, List<String> settings, String... arguments)
      throws Exception {
    Programs.required("curl", "curl");
    String url = "http://127.0.0.1:" + program.getAddress().getPort() + "/";
    Path bundle = Files.createTempDirectory(folder, "bundle");
    List<String> all = new ArrayList<>(settings);
    all.add("search.url=" + url);
    all.add("search.kibana_url=" + url);
    WrittenBundle.into(bundle, all.toArray(String[]::new));
    Path file = bundle.resolve(script);
    return Programs.run(bundle, file, arguments);
  }

  @Test
  void installsEverything_whenAllIsAcknowledged() throws Exception {
    Programs.Outcome outcome = run("elasticsearch/install.sh");
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(paths)
        .hasSize(6)
        .allSatisfy(path -> assertThat(path).startsWith("PUT /_").doesNotContain("//"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|<html>it works</html>",
        "200|{\"acknowledged\":false}",
        "200|{}",
        "302|",
        "401|{\"error\":\"security_exception\"}",
        "500|{\"error\":\"\\u001b\\n\"}"
      })
  void saysThatNothingIsReady_whenItWasNotDone(int code, String text) throws Exception {
    status = code;
    body = text == null ? "" : text;
    for (String script :
        List.of(
            "elasticsearch/install.sh",
            "opensearch/install.sh",
            "kibana/import.sh",
            "opensearch-dashboards/import.sh")) {
      Programs.Outcome outcome = run(script);
      assertThat(outcome.status()).as(script + ": " + outcome.output()).isEqualTo(1);
      assertThat(outcome.output()).as(script).contains(body).doesNotContain("is ready");
    }
    for (String script : List.of("elasticsearch/install.sh", "opensearch/install.sh")) {
      assertThat(run(script, "--check").status()).as(script).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--chekc", "-h", "install", "--check --check"})
  void asksNobody_whenItIsCalledWrongly(String arguments) throws Exception {
    for (String script :
        List.of(
            "elasticsearch/install.sh",
            "opensearch/install.sh",
            "kibana/import.sh",
            "opensearch-dashboards/import.sh")) {
      Programs.Outcome outcome = run(script, arguments.split(" "));
      assertThat(outcome.status()).as(script + ": " + outcome.output()).isEqualTo(2);
      assertThat(outcome.output()).contains(arguments + " (expected: nothing");
    }
    assertThat(run("elasticsearch/install.sh", "--without-deletion").status()).isEqualTo(2);
    assertThat(paths).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b\\c", " $(id) `id` ", "--next -x", "ä€😀", "#;&|<>*?[x]{y}%41"})
  void sendsAnyPasswordAsItIs(String password) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), password + "\r\n");
    List<String> login = List.of("search.user=ops", "search.password_file=" + file);
    assertThat(run("elasticsearch/install.sh", login).status()).isZero();
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(("ops:" + password).getBytes(UTF_8));
    assertThat(logins).isNotEmpty().containsOnly(expected);
  }
}
