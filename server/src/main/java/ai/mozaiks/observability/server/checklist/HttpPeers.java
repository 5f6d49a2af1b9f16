// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.tls.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// The programs beside this server, asked by HTTP. Follows no redirects, so that no login goes to
/// anybody else. Thread-safe.
final class HttpPeers implements Peers {
  private static final Duration TO_ANSWER = Duration.ofMillis(1_700);
  private static final int LONGEST_BODY = 4 << 20;
  private static final int HTTPS = 443;

  private final InstantSource clock;
  private final Duration patience;

  HttpPeers(InstantSource clock) {
    this(clock, TO_ANSWER);
  }

  /// @param patience how long each may take to answer
  HttpPeers(InstantSource clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  @Override
  public PeerAnswer get(URI url, @Nullable String authorization, @Nullable Path ca)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(patience).GET();
    request.header("Accept", "application/json, text/plain;q=0.5");
    request.header("User-Agent", "mozaiks-checklist");
    if (authorization != null) {
      try {
        request.header("Authorization", authorization);
      } catch (IllegalArgumentException _) { // its message would repeat the secret
        throw new IOException("its login is not one line of text, look at the file of its secret");
      }
    }
    HttpClient client = client(ca);
    try {
      Instant asked = clock.instant();
      HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
      Instant answered = clock.instant();
      try (InputStream body = answer.body()) {
        byte[] bytes = body.readNBytes(LONGEST_BODY + 1);
        if (bytes.length > LONGEST_BODY) {
          throw new EndlessAnswerException(
              url.getHost() + " answered with more than " + Amounts.bytes((long) LONGEST_BODY));
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new PeerAnswer(answer.statusCode(), text, ahead(answer, asked, answered));
      }
    } catch (HttpTimeoutException e) {
      throw new IOException("no answer within " + patience.toMillis() + " ms", e);
    } catch (ConnectException e) {
      throw new IOException(
          e.getCause() instanceof ConnectException inner
                  && inner.getCause() instanceof UnresolvedAddressException
              ? "the name server knows no " + url.getHost()
              : "nobody listens there",
          e);
    } finally {
      client.shutdownNow();
    }
  }

  private HttpClient client(@Nullable Path ca) throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(patience);
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
  public ShownCertificate certificate(URI url, @Nullable Path ca) throws IOException {
    int port = url.getPort() < 0 ? HTTPS : url.getPort();
    String host = url.getHost().replaceAll("^\\[|]$", "");
    var trust = ca == null ? TrustedCertificates.usualManager() : TrustedCertificates.managerOf(ca);
    try {
      return new CertificateLook(trust).at(host, port, patience);
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer within " + patience.toMillis() + " ms", e);
    } catch (ConnectException e) {
      throw new IOException("nobody listens there", e);
    } catch (UnknownHostException e) {
      throw new IOException("the name server knows no " + host, e);
    }
  }
}
