// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.tls.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The programs beside this server, asked by HTTP. Follows no redirects, so that no login goes to
/// anybody else. Thread-safe.
final class HttpPeers implements Peers {
  private static final Duration TO_ANSWER = Duration.ofMillis(1_700);
  private static final int LONGEST_BODY = 1 << 20;
  private static final int HTTPS = 443;

  private final InstantSource clock;

  HttpPeers(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public PeerAnswer get(URI url, @Nullable String authorization, @Nullable Path ca)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(TO_ANSWER).GET();
    request.header("Accept", "application/json, text/plain;q=0.5");
    request.header("User-Agent", "mozaiks-checklist");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    HttpClient client = client(ca);
    try {
      Instant asked = clock.instant();
      HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
      Instant answered = clock.instant();
      try (InputStream body = answer.body()) {
        String text = new String(body.readNBytes(LONGEST_BODY), StandardCharsets.UTF_8);
        return new PeerAnswer(answer.statusCode(), text, ahead(answer, asked, answered));
      }
    } catch (HttpTimeoutException e) {
      throw new IOException("no answer within " + TO_ANSWER.toMillis() + " ms", e);
    } catch (ConnectException e) {
      throw new IOException("nobody listens there", e);
    } finally {
      client.shutdownNow();
    }
  }

  private static HttpClient client(@Nullable Path ca) throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TO_ANSWER);
    if (ca != null) {
      builder.sslContext(TrustedCertificates.of(ca));
    }
    return builder.build();
  }

  /// The header `Date` has whole seconds: the middle of its second is compared with the middle of
  /// the request.
  private static @Nullable Duration ahead(HttpResponse<?> answer, Instant asked, Instant answered) {
    String date = answer.headers().firstValue("Date").orElse(null);
    if (date == null) {
      return null;
    }
    try {
      Instant theirs =
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .plusMillis(500);
      Instant ours = asked.plus(Duration.between(asked, answered).dividedBy(2));
      return Duration.between(ours, theirs);
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  @Override
  public Instant certificateExpiry(URI url, @Nullable Path ca) throws IOException {
    int port = url.getPort() < 0 ? HTTPS : url.getPort();
    String host = url.getHost().replaceAll("^\\[|]$", "");
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), (int) TO_ANSWER.toMillis());
      plain.setSoTimeout((int) TO_ANSWER.toMillis());
      try (SSLSocket socket =
          (SSLSocket) context(ca).getSocketFactory().createSocket(plain, host, port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        Instant first = Instant.MAX;
        for (Certificate each : socket.getSession().getPeerCertificates()) {
          if (each instanceof X509Certificate certificate) {
            Instant end = certificate.getNotAfter().toInstant();
            first = end.isBefore(first) ? end : first;
          }
        }
        return first;
      }
    }
  }

  private static SSLContext context(@Nullable Path ca) throws IOException {
    try {
      return ca == null ? SSLContext.getDefault() : TrustedCertificates.of(ca);
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("no TLS in this Java", e);
    }
  }
}
