// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.server.alerts.notify.JsonBody;
import ai.mozaiks.observability.server.alerts.notify.Letters;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.text.ShownText;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/report/week` shows what a week was like, `POST /api/report/week` mails it.
/// Thread-safe.
public final class ReportApi {
  private static final int LONGEST_SHOWN = 64;
  private static final String WEEK = "week";
  private static final String ZONE = "zone";
  private static final String FORMAT = "format";

  private final WeeklyReports reports;
  private final ReportPost post;
  private final Notifications notifications;
  private final ZoneId zone;
  private final InstantSource clock;

  /// @param zone whose weeks they are when nobody says
  public ReportApi(
      WeeklyReports reports,
      ReportPost post,
      Notifications notifications,
      ZoneId zone,
      InstantSource clock) {
    this.reports = reports;
    this.post = post;
    this.notifications = notifications;
    this.zone = zone;
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/report/week", this::show).post("/api/report/week", this::send);
  }

  private Answer show(Request request) throws Refusal {
    request.allowParameters(WEEK, ZONE, FORMAT);
    Instant now = clock.instant();
    Week week = week(request.queryParameter(WEEK), request.queryParameter(ZONE), now);
    String format = request.queryParameter(FORMAT);
    if (format != null && !List.of("json", "html", "text").contains(format)) {
      throw Refusal.of(
          400,
          "format: " + ShownText.of(format, LONGEST_SHOWN) + " (expected: json, html or text)");
    }
    WeeklyReport report = reports.of(week, now);
    if ("html".equals(format)) {
      return Answer.of(
              200,
              "text/html; charset=utf-8",
              ReportPage.of(report).getBytes(StandardCharsets.UTF_8))
          .withHeaders(
              Map.of(
                  "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'",
                  "X-Content-Type-Options", "nosniff"));
    }
    if ("text".equals(format)) {
      return Answer.text(200, ReportText.of(report));
    }
    return json(ReportJson.of(report));
  }

  private Answer send(Request request) throws Refusal {
    request.allowParameters();
    JsonBody body = JsonBody.of(request, WEEK, ZONE);
    Instant now = clock.instant();
    Week week = week(body.text(WEEK), body.text(ZONE), now);
    if (notifications.letters().boxes().isEmpty()) {
      throw Refusal.of(
          404, "no channel can be sent a report (expected: one of type email in alerts.channels)");
    }
    ObjectNode node = AnswerJson.MAPPER.createObjectNode();
    node.put(WEEK, week.name());
    ArrayNode results = node.putArray("results");
    for (Letters.Posted each : post.send(week, now)) {
      results
          .addObject()
          .put("channel", each.channel())
          .put("delivered", each.error() == null)
          .put("error", each.error());
    }
    return json(node);
  }

  /// The last week that is over, unless another is named.
  private Week week(@Nullable String name, @Nullable String zoneName, Instant now) throws Refusal {
    ZoneId where = zoneName == null ? zone : zone(zoneName);
    if (name == null) {
      return Week.of(now, where).before();
    }
    Week week =
        Week.named(name, where)
            .orElseThrow(() ->
                Refusal.of(
                    400,
                    "week: "
                        + ShownText.of(name, LONGEST_SHOWN)
                        + " (expected: a week of ISO 8601 such as "
                        + Week.of(now, where).before().name()
                        + ")"));
    if (!week.from().isBefore(now)) {
      throw Refusal.of(
          400,
          "week: " + name + " (expected: at most " + Week.of(now, where).name() + ", this week)");
    }
    return week;
  }

  private static ZoneId zone(String name) throws Refusal {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw Refusal.of(
          400,
          "zone: "
              + ShownText.of(name, LONGEST_SHOWN)
              + " (expected: a time zone such as Europe/Berlin)");
    }
  }

  private static Answer json(ObjectNode node) {
    return Answer.json(AnswerJson.MAPPER.writeValueAsBytes(node));
  }
}
