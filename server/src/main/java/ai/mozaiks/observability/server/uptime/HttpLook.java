// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.server.config.UptimeConfig.Check;
import ai.mozaiks.observability.server.config.UptimeConfig.Header;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One look at an address. Made in one thread; [#doing] and [#certificate] are for any.
final class HttpLook {
  private static final int MOST_REDIRECTS = 10;

  private final Check check;
  private final HttpProbe.Resolver resolver;
  private final Trust trust;
  private final InstantSource clock;
  private volatile String doing = "it was begun";
  private volatile @Nullable SeenCertificate seen;

  HttpLook(Check check, HttpProbe.Resolver resolver, Trust trust, InstantSource clock) {
    this.check = check;
    this.resolver = resolver;
    this.trust = trust;
    this.clock = clock;
  }

  /// What is being done, or was last; in words that go on from "while".
  String doing() {
    return doing;
  }

  /// The certificate that was shown; null when none was.
  @Nullable X509Certificate certificate() {
    SeenCertificate now = seen;
    return now == null ? null : now.certificate();
  }

  /// Looks.
  ///
  /// @return the status of a good answer
  /// @throws LookFailure if the answer is not good, or there is none
  int status() throws LookFailure, InterruptedException {
    SeenCertificate certificates;
    HttpClient client;
    Map<String, String> headers;
    try {
      headers = headers();
      certificates = trust.of(check.tls());
      seen = certificates;
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(check.timeout().multipliedBy(2)) // who waits for it gives up first
              .sslContext(certificates.context())
              .build();
    } catch (IOException e) {
      throw new LookFailure(
          Outcome.SETUP, e.getMessage() + " (expected: what was there at the start)");
    }
    try {
      return status(client, headers, certificates);
    } finally {
      client.shutdownNow();
    }
  }

  private int status(HttpClient client, Map<String, String> headers, SeenCertificate certificates)
      throws LookFailure, InterruptedException {
    URI first = withoutLogin(check.url().revealed());
    URI url = first;
    for (int redirects = 0; ; redirects++) {
      resolve(url);
      HttpResponse<String> answer =
          send(client, request(url, isSameOrigin(first, url) ? headers : Map.of()), certificates);
      if (!check.redirects() || !isRedirect(answer.statusCode())) {
        judge(answer);
        return answer.statusCode();
      }
      if (redirects >= MOST_REDIRECTS) {
        throw new LookFailure(
            Outcome.REDIRECT, "more than " + MOST_REDIRECTS + " redirections", answer.statusCode());
      }
      url = next(url, answer);
    }
  }

  private void resolve(URI url) throws LookFailure {
    doing = "asking for the address of " + url.getHost();
    try {
      resolver.resolve(bare(url.getHost()));
    } catch (UnknownHostException _) {
      throw new LookFailure(
          Outcome.DNS, "the name server knows no " + url.getHost() + ", or does not answer");
    }
  }

  /// Without the brackets of an IPv6 address.
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private HttpResponse<String> send(
      HttpClient client, HttpRequest request, SeenCertificate certificates)
      throws LookFailure, InterruptedException {
    doing = "connecting to " + place(request.uri()) + " or waiting for its answer";
    try {
      return client.send(
          request,
          _ -> {
            doing = "reading the answer of " + place(request.uri());
            return new BoundedBody();
          });
    } catch (IOException e) {
      throw Connections.failure(
          e, place(request.uri()), certificates.certificate(), clock.instant());
    }
  }

  private void judge(HttpResponse<String> answer) throws LookFailure {
    int status = answer.statusCode();
    var expect = check.expect();
    if (!expect.allows(status)) {
      String expected =
          String.join(", ", expect.statuses().stream().map(Object::toString).toList());
      throw new LookFailure(
          Outcome.STATUS, "it answered " + status + " (expected: " + expected + ")", status);
    }
    String text = expect.bodyContains();
    if (text != null && !answer.body().contains(text)) {
      throw new LookFailure(
          Outcome.BODY,
          "it answered " + status + " without the text of expect.body_contains",
          status);
    }
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static URI next(URI url, HttpResponse<?> answer) throws LookFailure {
    int status = answer.statusCode();
    try {
      URI next =
          withoutLogin(url.resolve(new URI(answer.headers().firstValue("Location").orElse(""))));
      String scheme = Objects.requireNonNullElse(next.getScheme(), "").toLowerCase(Locale.ROOT);
      if (next.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        if (scheme.equals("http") && "https".equalsIgnoreCase(url.getScheme())) {
          throw new LookFailure(
              Outcome.REDIRECT,
              "it redirects to " + place(next) + ", where nothing is encrypted",
              status);
        }
        return next;
      }
    } catch (URISyntaxException | IllegalArgumentException _) {
      // reported below; the message would repeat what may be a secret
    }
    throw new LookFailure(
        Outcome.REDIRECT, "it redirects (" + status + ") to what is no address", status);
  }

  private HttpRequest request(URI url, Map<String, String> headers) throws LookFailure {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url).setHeader("User-Agent", "mozaiks-uptime").GET();
      headers.forEach(request::setHeader);
      return request.build();
    } catch (IllegalArgumentException _) {
      throw new LookFailure(
          Outcome.SETUP, "a header's secret is not one line of text (expected: as at the start)");
    }
  }

  /// Read each time, so that new secrets are taken up without a restart.
  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    String login = check.url().revealed().getUserInfo();
    if (login != null) {
      headers.put(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
    }
    for (Header header : check.headers()) {
      headers.put(
          header.name(),
          switch (header) {
            case Header.Open open -> open.value();
            case Header.Hidden hidden -> hidden.value().read();
          });
    }
    return headers;
  }

  /// Text by text, since building an address anew would encode its parts a second time.
  private static URI withoutLogin(URI url) throws LookFailure {
    String login = url.getRawUserInfo();
    if (login == null) {
      return url;
    }
    try {
      return new URI(url.toString().replaceFirst("//[^/@]*@", "//"));
    } catch (URISyntaxException _) {
      throw new LookFailure(Outcome.SETUP, "the address cannot be used without its login");
    }
  }

  private static boolean isSameOrigin(URI first, URI other) {
    return first.getScheme().equalsIgnoreCase(other.getScheme())
        && first.getHost().equalsIgnoreCase(other.getHost())
        && port(first) == port(other);
  }

  private static int port(URI url) {
    return url.getPort() >= 0
        ? url.getPort()
        : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
  }

  private static String place(URI url) {
    return url.getHost() + ":" + port(url);
  }
}
