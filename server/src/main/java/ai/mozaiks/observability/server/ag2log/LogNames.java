// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ChatKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which chat, app and workflow a session of the runtime log is: what the application's log says of
/// it goes before what the operator says of the whole log; a session that nobody names is a chat of
/// its own, under its own id. And which app a chat is of, where only some lines say it.
/// Thread-safe, since several logs of one application share it.
public final class LogNames {

  /// Names; what is null is not known.
  public record Name(@Nullable String app, @Nullable String workflow, @Nullable String chat) {
    public static final Name NONE = new Name(null, null, null);
  }

  /// Sessions remembered; the oldest are forgotten beyond it.
  private static final int MOST_SESSIONS = 100_000;

  /// Chats whose app is remembered; those that were named longest ago are forgotten beyond it.
  private static final int MOST_CHATS = 10_000;

  /// How long a session waits for its name where it is expected. The application writes it right
  /// after the session began, and long before the first call of a model.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Name all;
  private final String withoutSession;
  private final Map<String, Name> sessions; // guarded by itself
  private final Map<String, String> apps; // by chat; guarded by sessions
  private final @Nullable InstantSource clock;
  private final Map<String, Instant> waiting = Bounded.map(MOST_SESSIONS);

  /// Fixes what is known of the whole log.
  ///
  /// @param all names for every session that has none of its own
  /// @param withoutSession the chat of records that no session is known for
  public LogNames(Name all, String withoutSession) {
    this(all, withoutSession, Bounded.map(MOST_SESSIONS), Bounded.map(MOST_CHATS), null);
  }

  private LogNames(
      Name all,
      String withoutSession,
      Map<String, Name> sessions,
      Map<String, String> apps,
      @Nullable InstantSource clock) {
    this.all = all;
    this.withoutSession = withoutSession;
    this.sessions = sessions;
    this.apps = apps;
    this.clock = clock;
  }

  /// Names for another log of the same application: what one log says of a session, both know.
  public LogNames sharedBy(Name allOfOther, String withoutSessionOfOther) {
    return new LogNames(allOfOther, withoutSessionOfOther, sessions, apps, clock);
  }

  /// The same names, for a log that is followed together with the application's: its new sessions
  /// wait a little for their names.
  public LogNames expectingMore(InstantSource now) {
    return new LogNames(all, withoutSession, sessions, apps, now);
  }

  /// Takes what the application's log says of a session.
  void learn(String session, Name name) {
    synchronized (sessions) {
      sessions.put(session, name);
    }
  }

  Map<String, Name> learnt() {
    synchronized (sessions) {
      return new LinkedHashMap<>(sessions);
    }
  }

  /// Takes which app a chat is of.
  void learnApp(String chat, String app) {
    synchronized (sessions) {
      apps.put(chat, app);
    }
  }

  Map<String, String> learntApps() {
    synchronized (sessions) {
      return new LinkedHashMap<>(apps);
    }
  }

  /// The app that a line of the log named for a chat; null if none did yet.
  @Nullable String learntAppOf(String chat) {
    synchronized (sessions) {
      return apps.get(chat);
    }
  }

  /// Whether nobody said which app a chat is of: no line of the log, nor the operator.
  boolean lacksAppOf(String chat) {
    return all.app == null && learntAppOf(chat) == null;
  }

  /// The app of a chat, as far as it is known.
  String appOf(String chat) {
    String learnt = learntAppOf(chat);
    return learnt == null ? app(null) : learnt;
  }

  /// Whether the application's log named it.
  boolean knows(@Nullable String session) {
    synchronized (sessions) {
      return session != null && sessions.containsKey(session);
    }
  }

  /// Whether to read a session's records later, since its name is expected.
  boolean mustWait(@Nullable String session) {
    if (clock == null || session == null || knows(session)) {
      return false;
    }
    synchronized (waiting) {
      Instant now = clock.instant();
      return now.isBefore(waiting.computeIfAbsent(session, _ -> now.plus(PATIENCE)));
    }
  }

  String app(@Nullable String session) {
    Name own = own(session);
    String app = own.app != null ? own.app : all.app;
    return app == null ? ChatKey.UNKNOWN_APP : app;
  }

  ChatKey chat(@Nullable String session) {
    Name own = own(session);
    String chat = own.chat != null ? own.chat : all.chat;
    if (chat == null) {
      chat = session == null ? withoutSession : session;
    }
    return new ChatKey(app(session), chat);
  }

  @Nullable String workflow(@Nullable String session) {
    Name own = own(session);
    return own.workflow != null ? own.workflow : all.workflow;
  }

  private Name own(@Nullable String session) {
    synchronized (sessions) {
      return session == null ? Name.NONE : sessions.getOrDefault(session, Name.NONE);
    }
  }
}
