// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.recorder.http.RetryAfter;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.config.ChannelConfig.Address;
import ai.mozaiks.observability.server.config.Secret;
import ai.mozaiks.observability.server.text.ShownText;
import ai.mozaiks.observability.server.tls.TrustedCertificates;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Posts JSON. Does not follow redirections, which could carry secrets elsewhere; what goes wrong
/// is told without the secrets of the request. Thread-safe.
final class HttpSender implements AutoCloseable {
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);
  private static final Duration TO_ANSWER = Duration.ofSeconds(30);
  private static final int MOST_READ = 64 << 10;
  private static final int LONGEST_SHOWN = 300;
  private static final int LEAST_SECRET = 4;

  /// Shorter parts of an address (`services`, `hook`) are no secrets.
  private static final int LEAST_PART = 9;

  private final @Nullable Path ca;
  private final InstantSource clock;
  private final Duration toAnswer;
  private final Redactor redactor = Redactor.standard();
  private @Nullable HttpClient client;

  /// @param ca certificates, PEM, of who may have signed the server's; null for the usual ones
  /// @param clock what a date in `Retry-After` is compared with
  HttpSender(@Nullable Path ca, InstantSource clock) {
    this(ca, clock, TO_ANSWER);
  }

  /// @param toAnswer how long the head of an answer may take, and its body again
  HttpSender(@Nullable Path ca, InstantSource clock, Duration toAnswer) {
    this.ca = ca;
    this.clock = clock;
    this.toAnswer = toAnswer;
  }

  /// A request. What is secret of it is given as such.
  static final class Post {
    private final URI url;
    private final byte[] body;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();

    Post(URI url, byte[] body) {
      this.url = url;
      this.body = body;
    }

    Post header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    /// Names what must not be shown.
    Post hiding(String secret) {
      secrets.add(secret);
      return this;
    }
  }

  /// The secret itself.
  ///
  /// @throws ChannelFailure if its file cannot be read now
  static String read(Secret secret) throws ChannelFailure {
    try {
      return secret.read();
    } catch (IOException e) {
      throw ChannelFailure.ofChannel(
          "a secret cannot be read, " + e + " (expected: its file as it was at the start)", null);
    }
  }

  /// Begins a request to an address, and hides the address if it is a secret.
  static Post post(Address address, byte[] body) throws ChannelFailure {
    return switch (address) {
      case Address.Open(var url) -> new Post(url, body);
      case Address.Hidden(var secret) -> {
        String text = read(secret);
        URI url = uri(text);
        Post post = new Post(url, body).hiding(text);
        String path = Objects.requireNonNullElse(url.getRawPath(), "");
        String query = Objects.requireNonNullElse(url.getRawQuery(), "");
        post.hiding(path).hiding(query);
        Splitter.on(CharMatcher.anyOf("/?&="))
            .splitToStream(path + "?" + query)
            .filter(part -> part.length() >= LEAST_PART)
            .forEach(post::hiding);
        yield post;
      }
    };
  }

  private static URI uri(String text) throws ChannelFailure {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException _) {
      // its message would repeat the address
    }
    throw ChannelFailure.ofChannel(
        "the secret is no address (expected: http:// or https:// and a host)", null);
  }

  /// An address as anybody may see it.
  static String place(Address address) {
    return switch (address) {
      case Address.Open(var url) ->
          Redactor.standard().redact(place(url) + Objects.requireNonNullElse(url.getRawPath(), ""));
      case Address.Hidden(var secret) -> {
        try {
          yield place(uri(secret.read()));
        } catch (IOException | ChannelFailure e) {
          yield "unknown";
        }
      }
    };
  }

  private static String place(URI url) {
    // Not the authority, which may begin with a user and a password.
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /// Posts.
  ///
  /// @return the body of an answer with 2xx, at most 64 KiB of it
  /// @throws ChannelFailure if there is no such answer
  String send(Post post) throws ChannelFailure, InterruptedException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(post.url)
              .timeout(toAnswer)
              .header("Content-Type", "application/json")
              .header("User-Agent", "mozaiks")
              .POST(HttpRequest.BodyPublishers.ofByteArray(post.body));
      post.headers.forEach(request::header);
      HttpResponse<InputStream> answer =
          client().send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        String text = beginOf(in);
        if (answer.statusCode() / 100 == 2) {
          return text;
        }
        throw refused(post, answer, text);
      }
    } catch (IOException e) {
      throw ChannelFailure.ofChannel(
          place(post.url)
              + " cannot be reached, "
              + hidden(post, e.toString())
              + " (expected: an answer)",
          null);
    }
  }

  /// What has come of a body when it ends, is long enough, or takes too long: the timeout of a
  /// request ends with the head of the answer, and nobody may hold up a channel by sending a byte
  /// now and then.
  private String beginOf(InputStream body) throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            () -> {
              late.set(true);
              close(body);
            },
            CompletableFuture.delayedExecutor(toAnswer.toMillis(), TimeUnit.MILLISECONDS));
    byte[] bytes = new byte[MOST_READ];
    int length = 0;
    try {
      int more = 0;
      while (more >= 0 && length < MOST_READ) {
        length += more;
        more = body.read(bytes, length, MOST_READ - length);
      }
    } catch (IOException e) {
      if (!late.get()) {
        throw e;
      }
    } finally {
      limit.cancel(false);
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChannelFailure refused(Post post, HttpResponse<?> answer, String text) {
    int status = answer.statusCode();
    String advice =
        switch (status) {
          case 401, 403 -> "check the secret of this channel";
          case 404, 410 -> "check the address of this channel; it may have been revoked";
          case 429 -> "too many requests; it is tried again later";
          default ->
              status >= 300 && status < 400 ? "redirections are not followed" : "expected: 2xx";
        };
    String message =
        "%s answered %d (%s): %s".formatted(place(post.url), status, advice, hidden(post, text));
    return status == 400 || status == 413 || status == 422
        ? ChannelFailure.ofMessage(message)
        : ChannelFailure.ofChannel(message, RetryAfter.of(answer.headers(), clock.instant()));
  }

  private String hidden(Post post, String text) {
    String shown = text;
    for (String secret : post.secrets) {
      if (secret.length() >= LEAST_SECRET) {
        shown = shown.replace(secret, "***");
      }
    }
    return ShownText.of(redactor.redact(shown.strip()), LONGEST_SHOWN);
  }

  private synchronized HttpClient client() throws IOException {
    HttpClient open = client;
    if (open == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(TO_CONNECT);
      if (ca != null) {
        builder.sslContext(TrustedCertificates.of(ca));
      }
      open = builder.build();
      client = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
