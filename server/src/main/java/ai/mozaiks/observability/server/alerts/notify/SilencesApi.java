// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.notify.muting.Silence;
import ai.mozaiks.observability.server.alerts.notify.muting.Silences;
import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.labels.LabelMatcher;
import ai.mozaiks.observability.server.labels.LabelMatchers;
import ai.mozaiks.observability.server.text.ShownText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/silences`: lists silences, makes them, ends them. Thread-safe.
public final class SilencesApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final int LONGEST_SHOWN = 64;
  private static final int LONGEST_REASON = 300;
  private static final int MOST_MATCHERS = 50;

  private final Notifications notifications;
  private final AlertBook book;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final Redactor redactor;

  /// @param book is told who made and ended what
  /// @param ids gives a new id with each call
  /// @param redactor masks secrets in what is written down
  public SilencesApi(
      Notifications notifications,
      AlertBook book,
      InstantSource clock,
      Supplier<String> ids,
      Redactor redactor) {
    this.notifications = notifications;
    this.book = book;
    this.clock = clock;
    this.ids = ids;
    this.redactor = redactor;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/silences", this::list)
        .post("/api/silences", this::add)
        .route("DELETE", "/api/silences/{id}", this::expire);
  }

  private Answer list(Request request) throws Refusal {
    request.allowParameters("limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    String after = request.queryParameter(Page.CURSOR);
    if (after != null && !notifications.silences().has(after)) {
      throw Page.refusedCursor(after);
    }
    // The one beyond says whether another page follows.
    List<Silence> found = notifications.silences().latest(after, limit + 1);
    Page<Silence> page = Page.cut(found, limit, Silence::id);
    ObjectNode body = JSON.createObjectNode();
    ArrayNode list = body.putArray("silences");
    Instant now = clock.instant();
    page.items().forEach(each -> put(list.addObject(), each, now));
    body.put("next", page.next());
    return Answer.json(JSON.writeValueAsBytes(body));
  }

  private static void put(ObjectNode node, Silence silence, Instant now) {
    node.put("id", silence.id());
    node.put("state", silence.state(now).word());
    ArrayNode matchers = node.putArray("matchers");
    silence.matchers().texts().forEach(matchers::add);
    node.put("starts_at", silence.startsAt().toString());
    node.put("ends_at", silence.endsAt().toString());
    node.put("created_at", silence.createdAt().toString());
    node.put("created_by", silence.createdBy());
    node.put("comment", silence.comment());
    Instant expiredAt = silence.expiredAt();
    node.put("expired_at", expiredAt == null ? null : expiredAt.toString());
    node.put("expired_by", silence.expiredBy());
  }

  private Answer add(Request request) throws Refusal {
    request.allowParameters();
    JsonBody body =
        JsonBody.of(
            request, "matchers", "starts_at", "ends_at", "duration", "created_by", "comment");
    Instant now = Instant.ofEpochMilli(clock.millis());
    Instant startsAt = time(body, "starts_at");
    Instant from = startsAt == null ? now : startsAt;
    Silence silence =
        silence(
            body.texts("matchers"),
            from,
            end(body, from),
            now,
            redactor.redact(body.requiredText("created_by")),
            redactor.redact(body.requiredText("comment")));
    if (!notifications.silences().add(silence)) {
      throw Refusal.of(
          409,
          "silences: "
              + Silences.MOST
              + " are in force or to come (expected: fewer; end some of them first)");
    }
    ObjectNode node = JSON.createObjectNode();
    put(node, silence, now);
    book.audit(now, silence.createdBy(), "silence made", node.toString());
    return Answer.of(201, "application/json", JSON.writeValueAsBytes(node))
        .withHeader("Location", "/api/silences/" + silence.id());
  }

  private Silence silence(
      List<String> matchers, Instant from, Instant to, Instant now, String by, String comment)
      throws Refusal {
    if (!to.isAfter(now) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw Refusal.of(
          400, "ends_at: " + to + " (expected: in the future, at most 366 days after starts_at)");
    }
    if (matchers.size() > MOST_MATCHERS) {
      throw Refusal.of(
          400, "matchers: %d (expected: at most %d)".formatted(matchers.size(), MOST_MATCHERS));
    }
    try {
      LabelMatchers wanted = LabelMatchers.of(matchers);
      if (!wanted.all().isEmpty() && !wanted.isOfSomething()) {
        throw Refusal.of(
            400,
            "matchers: all match alerts without these labels (expected: at least one that asks for"
                + " a value; a silence of everything is a stopped server)");
      }
      for (LabelMatcher each : wanted.all()) {
        if (!redactor.redactValue(each.name(), each.value()).equals(each.value())) {
          throw Refusal.of(400, "matchers: a secret, which no label has (expected: none)");
        }
      }
      return new Silence(ids.get(), wanted, from, to, now, by, comment, null, null);
    } catch (IllegalArgumentException e) {
      throw Refusal.of(
          400, ShownText.of(redactor.redact(String.valueOf(e.getMessage())), LONGEST_REASON));
    }
  }

  private static @Nullable Instant time(JsonBody body, String key) throws Refusal {
    String text = body.text(key);
    if (text == null) {
      return null;
    }
    try {
      return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw Refusal.of(
          400,
          "%s: %s (expected: a time such as 2026-03-01T12:00:00Z)"
              .formatted(key, ShownText.of(text, LONGEST_SHOWN)));
    }
  }

  private static Instant end(JsonBody body, Instant from) throws Refusal {
    Instant end = time(body, "ends_at");
    String duration = body.text("duration");
    if ((end == null) == (duration == null)) {
      throw Refusal.of(400, "ends_at, duration: both or none (expected: one of them)");
    }
    if (end != null) {
      return end;
    }
    return DurationText.parse(String.valueOf(duration))
        .filter(Duration::isPositive)
        .map(from::plus)
        .orElseThrow(() -> Refusal.of(400, "duration: not usable (expected: such as 2h)"));
  }

  private Answer expire(Request request) throws Refusal {
    request.allowParameters("asked_by");
    String given = request.queryParameter("asked_by");
    if (given == null || given.isBlank() || given.length() > LONGEST_SHOWN) {
      throw Refusal.of(
          400, "asked_by: missing or too long (expected: who ends it, at most 64 characters)");
    }
    String by = redactor.redact(given);
    Instant now = Instant.ofEpochMilli(clock.millis());
    Silence silence =
        notifications
            .silences()
            .expire(request.pathParameter("id"), by, now)
            .orElseThrow(() ->
                Refusal.of(
                    404,
                    "id: no such silence, or it is over (expected: one that GET /api/silences"
                        + " lists)"));
    ObjectNode node = JSON.createObjectNode();
    put(node, silence, now);
    book.audit(now, by, "silence ended", node.toString());
    return Answer.json(JSON.writeValueAsBytes(node));
  }
}
