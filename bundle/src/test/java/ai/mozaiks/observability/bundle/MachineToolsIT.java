// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.FreePort;
import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files for the machine itself, by systemd, logrotate and nginx.
class MachineToolsIT {
  /// Of 10, where 0 is best; the page on the bundle gives it.
  private static final double MOST_EXPOSURE = 1.5;

  @TempDir Path folder;

  @Test
  void systemdTakesTheService_andFindsItHardened() throws Exception {
    Path systemd = Programs.required("systemd", "systemd-analyze");
    Path program = Files.createDirectories(folder.resolve("opt")).resolve("mozaiks");
    Files.writeString(program, "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    WrittenBundle.into(folder.resolve("bundle"), "mozaiks.install_folder=" + folder.resolve("opt"));
    Path unit = folder.resolve("bundle/systemd/mozaiks.service");

    Programs.Outcome verified =
        Programs.run(folder, systemd, "verify", "--man=no", unit.toString());
    assertThat(verified.output()).doesNotContain("mozaiks.service");
    assertThat(verified.status()).as(verified.output()).isZero();

    Programs.Outcome security =
        Programs.run(folder, systemd, "security", "--offline=true", "--no-pager", unit.toString());
    Matcher level = Pattern.compile("exposure level.*: ([0-9.]+)").matcher(security.output());
    assertThat(level.find()).as(security.output()).isTrue();
    assertThat(Double.parseDouble(level.group(1)))
        .as(security.output())
        .isLessThanOrEqualTo(MOST_EXPOSURE);
  }

  @Test
  void logrotateKeepsTheLinesOfEachDay() throws Exception {
    Path logrotate = Programs.required("logrotate", "logrotate");
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxr-x---"));
    String user = Files.getOwner(logs).getName();
    WrittenBundle.into(
        folder.resolve("bundle"), "mozaiks.log_folder=" + logs, "mozaiks.user=" + user);
    Path configuration = folder.resolve("bundle/logrotate/mozaiks");
    Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));

    Files.writeString(logs.resolve("performance.log"), "the first day\n");
    rotate(logrotate, configuration);
    assertThat(Files.readString(logs.resolve("performance.log"))).isEmpty();
    assertThat(rotated(logs)).singleElement().asString().contains("performance.log-20");
    assertThat(Files.readString(rotated(logs).getFirst())).isEqualTo("the first day\n");
    Thread.sleep(1_100); // a name is good for one second
    Files.writeString(logs.resolve("performance.log"), "the second day\n");
    rotate(logrotate, configuration);
    assertThat(rotated(logs)).hasSize(2).anyMatch(file -> file.toString().endsWith(".gz"));
  }

  private void rotate(Path logrotate, Path configuration) throws Exception {
    Programs.Outcome outcome =
        Programs.run(
            folder,
            logrotate,
            "--force",
            "--state=" + folder.resolve("state"),
            configuration.toString());
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(outcome.output()).doesNotContain("error");
  }

  private static List<Path> rotated(Path logs) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      return files.filter(file -> file.toString().contains(".log-")).sorted().toList();
    }
  }

  @Test
  void nginxLetsInWhoHasALogin_andMonitorsWithoutOne() throws Exception {
    Path nginx = Programs.required("nginx-light", "nginx");
    SSLContext trust = certificate();
    Files.writeString(folder.resolve("passwords"), "oncall:{PLAIN}s3cret\n");
    int port = FreePort.any();
    try (Server server =
        Server.start(
            ServerConfig.defaults(folder.resolve("data")).toBuilder()
                .port(0)
                .grpcPort(ServerConfig.OFF)
                .otlpPort(ServerConfig.OFF)
                .build())) {
      WrittenBundle.into(
          folder.resolve("bundle"),
          "mozaiks.address=127.0.0.1:" + server.port(),
          "nginx.port=" + port,
          "nginx.server_name=localhost",
          "nginx.certificate_file=" + folder.resolve("certificate.pem"),
          "nginx.key_file=" + folder.resolve("key.pem"),
          "nginx.password_file=" + folder.resolve("passwords"));
      Path main =
          Files.writeString(
              folder.resolve("nginx.conf"),
              """
              daemon off;
              user root; # reads the temporary folder; of no effect for other users
              pid %1$s/nginx.pid;
              error_log %1$s/error.out;
              events {}
              http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                include %1$s/bundle/nginx/mozaiks.conf;
              }
              """
                  .formatted(folder));
      Programs.Outcome tried = Programs.run(folder, nginx, "-t", "-c", main.toString());
      assertThat(tried.status()).as(tried.output()).isZero();
      Process process =
          new ProcessBuilder(nginx.toString(), "-c", main.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("nginx.out").toFile())
              .start();
      try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
        URI base = URI.create("https://localhost:" + port);
        awaitHealth(client, base);
        assertThat(status(client, base.resolve("/metrics/perf/aggregate"), "")).isEqualTo(401);
        assertThat(status(client, base.resolve("/metrics/perf/aggregate"), "oncall:s3cret"))
            .isEqualTo(200);
        assertThat(status(client, base.resolve("/health/ready"), "oncall:wrong")).isEqualTo(401);
        assertThat(takesEvents(client, base)).isEqualTo(200);
        reachesNothingElseWithoutALogin(client, base);
      } finally {
        process.destroy();
        process.onExit().join();
      }
    }
  }

  /// nginx takes these for /api/health, which needs no login; the server itself would not.
  private static void reachesNothingElseWithoutALogin(HttpClient client, URI base)
      throws Exception {
    for (String path :
        List.of(
            "/metrics/perf/chats/..%2f..%2f..%2fapi%2fhealth",
            "/api/chats/..%2fhealth", "/api/logs/../health", "//api//health")) {
      URI uri = URI.create("https://localhost:" + base.getPort() + path);
      assertThat(
              client
                  .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                  .body())
          .as(path)
          .startsWith("{\"status\":\"ok\"");
      HttpRequest delete = HttpRequest.newBuilder(uri).DELETE().build();
      assertThat(client.send(delete, HttpResponse.BodyHandlers.discarding()).statusCode())
          .as(path)
          .isEqualTo(403);
    }
  }

  private static int takesEvents(HttpClient client, URI base) throws Exception {
    HttpRequest request =
        login(HttpRequest.newBuilder(base.resolve("/api/events")), "oncall:s3cret")
            .header("Content-Type", "application/x-ndjson")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"event_id":"1","type":"agent_turn","chat_id":"c","app_id":"a"}
                    """))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private static void awaitHealth(HttpClient client, URI base) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    int status = 0;
    while (status != 200 && Instant.now().isBefore(deadline)) {
      try {
        status = status(client, base.resolve("/api/health"), "");
      } catch (IOException e) {
        Thread.sleep(50); // not listening yet
      }
    }
    assertThat(status).isEqualTo(200);
  }

  private static int status(HttpClient client, URI uri, String login) throws Exception {
    return client
        .send(
            login(HttpRequest.newBuilder(uri), login).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static HttpRequest.Builder login(HttpRequest.Builder request, String login) {
    return login.isEmpty()
        ? request
        : request.header(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
  }

  /// Makes a key and a certificate for localhost in the forms of nginx.
  private SSLContext certificate() throws Exception {
    Path store = folder.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Programs.Outcome made =
        Programs.run(
            folder,
            keytool,
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            "site",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keystore",
            store.toString(),
            "-storepass",
            "changeit");
    assertThat(made.status()).as(made.output()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    Certificate certificate = keys.getCertificate("site");
    Files.writeString(
        folder.resolve("certificate.pem"), pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(
        folder.resolve("key.pem"),
        pem("PRIVATE KEY", keys.getKey("site", "changeit".toCharArray()).getEncoded()));
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("site", certificate);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(what, Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(bytes));
  }
}
