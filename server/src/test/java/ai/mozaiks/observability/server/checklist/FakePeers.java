// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Programs that answer what a test says; who is not known does not listen.
final class FakePeers implements Peers {
  private final Map<String, PeerAnswer> answers = new ConcurrentHashMap<>();
  private final Map<String, ShownCertificate> certificates = new HashMap<>();
  private @Nullable Duration ahead = Duration.ZERO;

  /// The values of `Authorization` that came, by address.
  final Map<String, String> logins = new ConcurrentHashMap<>();

  FakePeers answer(String url, int status, String body) {
    answers.put(url, new PeerAnswer(status, body, Duration.ZERO));
    return this;
  }

  FakePeers answer(String url, String body) {
    return answer(url, 200, body.replace('\'', '"'));
  }

  /// Takes all answers away whose address begins so.
  void stop(String prefix) {
    answers.keySet().removeIf(each -> each.startsWith(prefix));
  }

  void ahead(@Nullable Duration time) {
    ahead = time;
  }

  /// One that is valid since long ago, and trusted.
  void certificate(String url, Instant end) {
    certificate(url, new ShownCertificate(Instant.EPOCH, end, null));
  }

  void certificate(String url, ShownCertificate shown) {
    certificates.put(url, shown);
  }

  void noCertificate(String url) {
    certificates.remove(url);
  }

  @Override
  public PeerAnswer get(URI url, @Nullable String authorization, @Nullable Path ca)
      throws IOException {
    if (authorization != null) {
      logins.put(url.toString(), authorization);
    }
    List<String> fitting = new ArrayList<>();
    answers.keySet().stream().filter(url.toString()::startsWith).forEach(fitting::add);
    String longest =
        fitting.stream()
            .max((one, other) -> Integer.compare(one.length(), other.length()))
            .orElseThrow(() -> new IOException("nobody listens there"));
    PeerAnswer answer = Objects.requireNonNull(answers.get(longest));
    return new PeerAnswer(answer.status(), answer.body(), ahead);
  }

  @Override
  public ShownCertificate certificate(URI url, @Nullable Path ca) throws IOException {
    ShownCertificate shown = certificates.get(url.toString());
    if (shown == null) {
      throw new IOException("nobody listens there");
    }
    return shown;
  }
}
