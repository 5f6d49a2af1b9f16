// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

/// What ids of events begin with, by the log they were read from; nobody else may use it.
public final class EventIds {
  /// The runtime log of AG2.
  public static final String RUNTIME_LOG = "ag2log:";

  /// The application's log.
  public static final String APPLICATION_LOG = "applog:";

  private EventIds() {}
}
