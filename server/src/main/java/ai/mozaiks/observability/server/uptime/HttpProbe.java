// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.config.UptimeConfig.Check;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// Looks at an address by HTTP, each time by a connection of its own, so that the name server, the
/// port and the certificate are tried as well. For one thread.
final class HttpProbe implements Probe {
  private final Check check;
  private final Resolver resolver;
  private final Trust trust;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /// Finds the addresses of a host.
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  HttpProbe(
      Check check, Resolver resolver, Trust trust, InstantSource clock, LongSupplier nanoTime) {
    this.check = check;
    this.resolver = resolver;
    this.trust = trust;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// In a thread that is left to itself when the time is over: neither asking a name server nor
  /// reading a body can be relied on to end.
  @Override
  public CheckResult run() throws InterruptedException {
    Instant at = clock.instant();
    long begin = nanoTime.getAsLong();
    HttpLook look = new HttpLook(check, resolver, trust, clock);
    FutureTask<Integer> task = new FutureTask<>(look::status);
    Thread thread = Thread.ofVirtual().name("uptime-look-" + check.name()).start(task);
    Outcome outcome = Outcome.OK;
    int status = 0;
    String reason = "";
    try {
      status = task.get(check.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      outcome = Outcome.TIMEOUT;
      reason =
          "no whole answer in "
              + DurationText.write(check.timeout())
              + ", it was given up while "
              + look.doing();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LookFailure failure) {
        outcome = failure.outcome();
        status = failure.status();
        reason = failure.reason();
      } else {
        throw new IllegalStateException(
            "looking at " + check.url() + " failed unexpectedly", e.getCause());
      }
    } finally {
      thread.interrupt();
    }
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - begin);
    X509Certificate seen = look.certificate();
    return new CheckResult(
        at, outcome, took, status, reason, seen == null ? null : seen.getNotAfter().toInstant());
  }
}
