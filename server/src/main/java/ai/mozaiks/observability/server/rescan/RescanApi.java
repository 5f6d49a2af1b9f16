// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.RedactionScanReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/redaction` tells the rules in force and what scans of stored data found; `POST
/// /api/redaction/scans` asks for one. Nobody has to log in to this server, so asking has to be
/// switched on. Thread-safe.
public final class RescanApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final Rescan rescan;
  private final RedactionScanReader store;
  private final Supplier<Map<String, Long>> maskedByRule;
  private final UnaryOperator<String> masking;
  private final boolean allowed;

  /// @param maskedByRule what the rules masked since the start, by rule, with all that did nothing
  /// @param masking masks secrets in what people write
  /// @param allowed whether anybody may ask for a scan
  public RescanApi(
      Rescan rescan,
      RedactionScanReader store,
      Supplier<Map<String, Long>> maskedByRule,
      UnaryOperator<String> masking,
      boolean allowed) {
    this.rescan = rescan;
    this.store = store;
    this.maskedByRule = maskedByRule;
    this.masking = masking;
    this.allowed = allowed;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/redaction", this::rules)
        .get("/api/redaction/scans", this::list)
        .get("/api/redaction/scans/{id}", this::one)
        .post("/api/redaction/scans", this::post);
  }

  private Answer rules(Request request) throws Refusal {
    request.allowParameters();
    ObjectNode node = JSON.createObjectNode();
    node.put("fingerprint", rescan.fingerprint());
    ObjectNode rules = node.putObject("rules");
    maskedByRule.get().forEach(rules::put);
    RedactionScan current = rescan.current();
    List<RedactionScan> scans = scans();
    RedactionScan last =
        scans.stream().filter(scan -> scan.isDone() && !scan.dryRun()).findFirst().orElse(null);
    node.put(
        "stored_data",
        last != null && last.fingerprint().equals(rescan.fingerprint())
            ? "scanned"
            : current != null && !current.dryRun() ? "being scanned" : "not scanned");
    put(node, "running", current, current);
    put(node, "last_scan", last, current);
    node.put("trouble", rescan.failure());
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private static void put(
      ObjectNode node, String key, @Nullable RedactionScan scan, @Nullable RedactionScan current) {
    if (scan == null) {
      node.putNull(key);
    } else {
      put(node.putObject(key), scan, current);
    }
  }

  /// @param current the scan under way before the store was asked: after that, one that has just
  ///   been done would look interrupted
  private static void put(ObjectNode node, RedactionScan scan, @Nullable RedactionScan current) {
    ScanJson.put(node, scan, current != null && current.id().equals(scan.id()));
  }

  /// All of them: each reads everything that is stored, so there are never many.
  private List<RedactionScan> scans() {
    return store.redactionScans(Integer.MAX_VALUE);
  }

  private Answer list(Request request) throws Refusal {
    request.allowParameters("limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    ObjectNode node = JSON.createObjectNode();
    ArrayNode list = node.putArray("scans");
    RedactionScan current = rescan.current();
    Page<RedactionScan> page = Page.of(scans(), request, limit, RedactionScan::id);
    for (RedactionScan scan : page.items()) {
      put(list.addObject(), scan, current);
    }
    node.put("next", page.next());
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private Answer one(Request request) throws Refusal {
    request.allowParameters();
    String id = request.pathParameter("id");
    RedactionScan current = rescan.current();
    RedactionScan scan =
        scans().stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    if (scan == null) {
      throw Refusal.of(404, "id: no such scan (expected: one that GET /api/redaction/scans lists)");
    }
    ObjectNode node = JSON.createObjectNode();
    put(node, scan, current);
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private Answer post(Request request) throws Refusal, InterruptedException {
    request.allowParameters();
    RescanBody body = RescanBody.of(request);
    if (!allowed && !body.dryRun()) {
      throw Refusal.of(
          403,
          "redaction.scan_on_request: false (expected: true, in the configuration of this server;"
              + " whoever reaches it could have everything scanned then. A dry run needs no"
              + " permission)");
    }
    CompletableFuture<RedactionScan> begun =
        rescan.ask(masking.apply(body.askedBy()), masking.apply(body.reason()), body.dryRun());
    if (begun == null) {
      RedactionScan current = rescan.current();
      throw Refusal.of(
          409,
          "a scan is under way%s (expected: none; ask again when it is done, see GET /api/redaction)"
              .formatted(current == null ? "" : ": " + current.id()));
    }
    return answer(begun);
  }

  private Answer answer(CompletableFuture<RedactionScan> begun)
      throws Refusal, InterruptedException {
    try {
      RedactionScan scan = begun.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      ObjectNode node = JSON.createObjectNode();
      put(node, scan, scan);
      return Answer.of(202, "application/json", JSON.writeValueAsBytes(node))
          .withHeader("Location", "/api/redaction/scans/" + scan.id());
    } catch (TimeoutException _) {
      throw Refusal.of(
          503,
          "the store is busy, the scan could not begin in %d s (expected: a store that works; it"
                  .formatted(PATIENCE.toSeconds())
              + " begins when it can, see GET /api/redaction)");
    } catch (ExecutionException e) {
      throw Refusal.of(
          500,
          "the scan could not begin, the server's log says why (expected: a store that works; ask"
              + " again)");
    }
  }
}
