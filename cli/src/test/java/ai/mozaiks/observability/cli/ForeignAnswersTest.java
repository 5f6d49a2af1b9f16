// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What commands do with answers that no server of ours gives.
@Timeout(60)
class ForeignAnswersTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private String url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answering(int status, String text) {
    byte[] body = text.replace('\'', '"').getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private int run(String... arguments) {
    return Mozaiks.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private static void isHarmless(String text) {
    assertThat(text).doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n]]");
  }

  @Test
  void aBodyThatComesDropByDrop_isNotWaitedFor() {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            while (true) { // until the other side has enough
              body.write(' ');
              body.flush();
              Thread.sleep(20);
            }
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    try (ServerClient client = new ServerClient(URI.create(url))) {
      assertThatThrownBy(
              () -> client.text(client.request("/api/things").timeout(Duration.ofMillis(1_500))))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("no whole answer in 1 s");
    }
  }

  @Test
  void whatIsShownIsNothingATerminalObeys() {
    answering(
        200,
        "{'summary':{'fail':0},'checks':[{'section':'a\\u001b]0;x\\u0007','state':'ok','title':'t\\u009b31m',"
            + "'evidence':'e\\u202e','next_step':'n\\r'}]}");
    assertThat(run("doctor", "--only", "initial_setup", "--url", url)).isZero();
    assertThat(out.toString()).contains("\\u001b", "\\u009b31m", "\\u202e");
    isHarmless(out.toString());
  }

  @Test
  void norIsWhatARefusalSays() {
    answering(400, "{'detail':'one\\u001b[2J\\ntwo\\u009b'}");
    assertThat(run("doctor", "--only", "initial_setup", "--url", url)).isEqualTo(1);
    assertThat(err.toString()).contains("one\\u001b[2J\ntwo\\u009b");
    isHarmless(err.toString());
  }

  @Test
  void warningsCountWhenStrict() {
    answering(200, "{'checks':[{'id':'x','state':'warn'},{'id':'y','state':'not_configured'}]}");
    assertThat(run("doctor", "--only", "initial_setup", "--url", url)).isZero();
    assertThat(run("doctor", "--only", "initial_setup", "--url", url, "--strict")).isEqualTo(1);
    assertThat(out.toString()).contains("0 ok, 1 warn, 0 fail, 1 not configured");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'checks':[]}",
        "{'checks':{}}",
        "{'checks':5}",
        "{'summary':{'fail':0},'checks':[{'id':'x','state':'fail','section':'a'}]}",
        "{'summary':{'fail':'x'},'checks':[{'id':'x','state':'broken','section':'a'}]}",
        "{'checks':[5]}"
      })
  void whatIsNoGoodAnswer_isNoSuccess(String answer) {
    answering(200, answer);
    assertThat(run("doctor", "--only", "initial_setup", "--url", url)).isEqualTo(1);
    assertThat(run("doctor", "--only", "initial_setup", "--url", url, "--json")).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'total_cost':'much','active_runs':0,'alerts':[],'points':[]}",
        "{'total_cost':null,'active_runs':0,'alerts':[],'points':[]}",
        "{'total_cost':1e999,'active_runs':0,'alerts':[],'points':[]}",
        "{'total_cost':0,'active_runs':1,'chats':[{'chat_id':'x'}],'alerts':[],'points':[]}",
        "{'total_cost':0,'active_runs':1,'chats':[{'started_at':'now'}],'alerts':[],'points':[]}",
        "{'total_cost':0,'active_runs':0,'alerts':[{'firing_since':5}],'points':[]}"
      })
  void topSaysInWords_thatTheAnswerIsStrange(String answer) {
    answering(200, answer);
    assertThat(run("top", "--once", "--url", url)).isEqualTo(1);
    assertThat(err.toString()).startsWith("mozaiks: what answers is not a Mozaiks server");
    isHarmless(err.toString());
  }
}
