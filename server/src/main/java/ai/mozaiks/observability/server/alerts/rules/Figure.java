// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.storage.Dimension;
import java.util.Locale;
import java.util.Set;

/// Something that has a value at every moment, and is read rather than added up.
public enum Figure {
  /// Chats that run.
  ACTIVE_CHATS(Condition.Unit.NUMBER, true),
  /// Chats that run and make no progress.
  STALLED_CHATS(Condition.Unit.NUMBER, true),
  /// 1 while the server can store and answer, else 0.
  READY(Condition.Unit.NUMBER, false),
  /// How long the store has not got any further although there is something to store; 0 while it
  /// works.
  STORE_LAG(Condition.Unit.SECONDS, false),
  /// What is accepted and not stored yet.
  PENDING_BYTES(Condition.Unit.BYTES, false),
  /// Free space where the data is.
  DISK_FREE(Condition.Unit.BYTES, false),
  /// How long the oldest log record that is not shipped yet has been stored, at the destination
  /// that is furthest behind; 0 for none.
  SHIPPING_LAG(Condition.Unit.SECONDS, false),
  /// For how long the channel has been unreachable that has been so for the longest time; 0 while
  /// all get through.
  NOTIFICATION_LAG(Condition.Unit.SECONDS, false);

  private static final Set<Dimension> OF_CHATS = Set.of(Dimension.APP, Dimension.WORKFLOW);

  private final Condition.Unit unit;
  private final boolean ofChats;

  Figure(Condition.Unit unit, boolean ofChats) {
    this.unit = unit;
    this.ofChats = ofChats;
  }

  /// The word for it in rules: `active_chats`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Condition.Unit unit() {
    return unit;
  }

  /// Whether it is about chats, else about this server.
  public boolean ofChats() {
    return ofChats;
  }

  /// What it can be kept apart by.
  public Set<Dimension> dimensions() {
    return ofChats ? OF_CHATS : Set.of();
  }
}
