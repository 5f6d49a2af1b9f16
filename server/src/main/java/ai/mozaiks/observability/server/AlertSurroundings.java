// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.answers.ChatsView;
import ai.mozaiks.observability.server.answers.Readiness;
import ai.mozaiks.observability.server.shipping.Shipping;
import ai.mozaiks.observability.server.shipping.ShippingReading;
import ai.mozaiks.observability.server.uptime.CheckReading;
import ai.mozaiks.observability.server.uptime.CheckResult;
import ai.mozaiks.observability.server.uptime.UptimeChecks;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// What alert rules look at besides events: the live chats, and how this server is doing. For the
/// alerts' thread.
final class AlertSurroundings implements Surroundings {
  private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final ChatsView chats;
  private final Readiness readiness;
  private final OpenStore store;
  private final DoubleSupplier pendingBytes;
  private final Shipping shipping;
  private final DoubleSupplier notificationLag;
  private final UptimeChecks uptime;
  private final @Nullable Path data;
  private final InstantSource clock;
  private long applied = -1;
  private Instant appliedSince = Instant.MAX;

  /// @param pendingBytes what is accepted and not stored yet
  /// @param notificationLag seconds
  /// @param uptime the checked addresses
  /// @param data where the data is; null for a store that keeps nothing on disk
  AlertSurroundings(
      ChatsView chats,
      Readiness readiness,
      OpenStore store,
      DoubleSupplier pendingBytes,
      Shipping shipping,
      DoubleSupplier notificationLag,
      UptimeChecks uptime,
      @Nullable Path data,
      InstantSource clock) {
    this.chats = chats;
    this.readiness = readiness;
    this.store = store;
    this.pendingBytes = pendingBytes;
    this.shipping = shipping;
    this.notificationLag = notificationLag;
    this.uptime = uptime;
    this.data = data;
    this.clock = clock;
  }

  @Override
  public List<FlaggedChat> chats() {
    List<FlaggedChat> all = new ArrayList<>();
    for (ChatSnapshot chat : chats.inMemory()) {
      all.add(new FlaggedChat(chat, chats.flags(chat)));
    }
    return all;
  }

  @Override
  public List<CheckedAddress> addresses() {
    Instant now = clock.instant();
    List<CheckedAddress> all = new ArrayList<>();
    for (CheckReading reading : uptime.read()) {
      CheckResult last = reading.state().last();
      Instant expires = reading.state().certificateExpires();
      all.add(
          new CheckedAddress(
              reading.name(),
              last == null ? Double.NaN : reading.state().failures(),
              last == null || !last.isUp() ? Double.NaN : last.took().toNanos() / 1e9,
              expires == null ? Double.NaN : Duration.between(now, expires).toMillis() / DAY_MILLIS,
              last == null ? "" : last.reason()));
    }
    return all;
  }

  @Override
  public double read(Figure figure) {
    return switch (figure) {
      case READY -> readiness.obstacles().isEmpty() ? 1 : 0;
      case STORE_LAG -> storeLag();
      case PENDING_BYTES -> pendingBytes.getAsDouble();
      case DISK_FREE -> diskFree();
      case SHIPPING_LAG ->
          shipping.read().stream().mapToDouble(ShippingReading::lagSeconds).max().orElse(0);
      case NOTIFICATION_LAG -> notificationLag.getAsDouble();
      case ACTIVE_CHATS, STALLED_CHATS ->
          throw new IllegalArgumentException(figure + " (expected: a figure of the server)");
    };
  }

  private synchronized double storeLag() {
    Storage storage = store.storage();
    Journal journal = store.journal();
    long now = storage.appliedSequence();
    Instant time = clock.instant();
    if (now != applied || now >= journal.lastSequence()) {
      applied = now;
      appliedSince = time;
    }
    return Math.max(0, Duration.between(appliedSince, time).toMillis() / 1e3);
  }

  private double diskFree() {
    if (data == null) {
      return Double.NaN;
    }
    try {
      return Files.getFileStore(data).getUsableSpace();
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
