// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import ai.mozaiks.observability.storage.DiskFull;
import ai.mozaiks.observability.storage.StorageException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What senders and the log are told when something could not be done. Shared by all ways in, so
/// that what concerns all of them is said once. Thread-safe.
public final class Reasons {
  private static final Logger LOG = LoggerFactory.getLogger(Reasons.class);
  private static final Duration STORE_RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration DISK_RETRY_AFTER = Duration.ofSeconds(10);
  private static final long SAY_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

  private final UnaryOperator<String> showable;
  private final LongSupplier nanoTime;
  private final AtomicLong unsaid = new AtomicLong();
  private long nextSaid; // guarded by this
  private boolean saidBefore; // guarded by this

  /// Joins the rules.
  ///
  /// @param showable makes a message fit to be shown: without secrets, short, without control
  ///   characters
  public Reasons(UnaryOperator<String> showable) {
    this(showable, System::nanoTime);
  }

  Reasons(UnaryOperator<String> showable, LongSupplier nanoTime) {
    this.showable = showable;
    this.nanoTime = nanoTime;
  }

  /// A message as it may be shown.
  String shown(String message) {
    return showable.apply(message);
  }

  /// The answer when the store or the journal cannot do what a request needs, said in the log: with
  /// its stack trace and an incident, or, when the disk is full and that concerns every request, in
  /// one line a minute.
  ///
  /// @param request for the log, for example `POST /v1/traces`
  public Refusal ofStore(StorageException e, String request) {
    if (DiskFull.isCauseOf(e)) {
      sayDiskFull(e);
      return Refusal.later("the disk is full; send it again later", DISK_RETRY_AFTER);
    }
    return Refusal.later(
        "the store cannot serve this now; incident " + incident("store failed", request, e),
        STORE_RETRY_AFTER);
  }

  /// Logs a failure of the server.
  ///
  /// @return an id to find it by
  public String incident(String what, String request, Exception e) {
    String id = UUID.randomUUID().toString();
    LOG.error("{} incident={} request={}", what, id, shown(request), e);
    return id;
  }

  private void sayDiskFull(StorageException e) {
    long refused = unsaid.incrementAndGet();
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (saidBefore && now - nextSaid < 0) {
        return;
      }
      saidBefore = true;
      nextSaid = now + SAY_AGAIN_NANOS;
      unsaid.addAndGet(-refused);
    }
    LOG.error(
        "The disk is full, requests get 503 until there is room: {} since the last such line; {}",
        refused,
        e.getMessage());
  }
}
