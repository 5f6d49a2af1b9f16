// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.deletions;

import ai.mozaiks.observability.server.fold.DeletedByAge;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.ingest.JournaledIntake;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.storage.DeletionReader;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/deletions` and `DELETE /api/chats/{chat_id}` delete for good; `GET /api/deletions`
/// lists the receipts. Nobody has to log in to this server, so deleting has to be switched on.
/// Thread-safe.
public final class DeletionApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final String DRY_RUN = "dry_run";

  private final JournaledIntake intake;
  private final DeletionReader store;
  private final Supplier<DeletedByAge> byAge;
  private final UnaryOperator<String> masking;
  private final boolean allowed;
  private final InstantSource clock;
  private final Supplier<String> ids;

  /// @param byAge what was deleted by age
  /// @param masking masks secrets in what people write
  /// @param allowed whether anybody may delete
  /// @param ids gives a new id with each call
  public DeletionApi(
      JournaledIntake intake,
      DeletionReader store,
      Supplier<DeletedByAge> byAge,
      UnaryOperator<String> masking,
      boolean allowed,
      InstantSource clock,
      Supplier<String> ids) {
    this.intake = intake;
    this.store = store;
    this.byAge = byAge;
    this.masking = masking;
    this.allowed = allowed;
    this.clock = clock;
    this.ids = ids;
  }

  public void addTo(Router.Builder routes) {
    routes
        .post("/api/deletions", this::post)
        .route("DELETE", "/api/chats/{chat_id}", this::deleteChat)
        .get("/api/deletions", this::list)
        .get("/api/deletions/{id}", this::one);
  }

  private Answer post(Request request) throws Refusal, OverloadedException, InterruptedException {
    request.allowParameters(DRY_RUN);
    return answer(DeletionBody.of(request), isDryRun(request));
  }

  private Answer deleteChat(Request request)
      throws Refusal, OverloadedException, InterruptedException {
    request.allowParameters("app", "reason", "asked_by", DRY_RUN);
    return answer(DeletionBody.ofChat(request), isDryRun(request));
  }

  private static boolean isDryRun(Request request) throws Refusal {
    String value = request.queryParameter(DRY_RUN);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw Refusal.of(400, DRY_RUN + ": neither true nor false (expected: true or false)");
  }

  private Answer answer(DeletionBody body, boolean dryRun)
      throws Refusal, OverloadedException, InterruptedException {
    if (dryRun) {
      ObjectNode node = JSON.createObjectNode();
      node.put(DRY_RUN, true);
      ReceiptJson.put(node, body.subject());
      DeletionReader.Preview preview = store.wouldDelete(body.subject());
      ReceiptJson.put(node.putObject("would_remove"), preview.removed());
      ReceiptJson.put(node.putObject("would_remove_from_archive"), preview.archived());
      return Answer.json(JSON.writeValueAsBytes(node));
    }
    if (!allowed) {
      throw Refusal.of(
          403,
          "retention.delete_on_request: false (expected: true, in the configuration of this server;"
              + " whoever reaches it could delete then. A dry run needs no permission)");
    }
    DeletionRequest asked =
        new DeletionRequest(
            ids.get(),
            clock.instant(),
            masking.apply(body.askedBy()),
            masking.apply(body.reason()),
            body.subject());
    return awaited(asked.id(), intake.delete(asked));
  }

  private static Answer awaited(String id, CompletableFuture<DeletionReceipt> receipt)
      throws Refusal, InterruptedException {
    ObjectNode node = JSON.createObjectNode();
    try {
      ReceiptJson.put(node, receipt.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      return Answer.json(JSON.writeValueAsBytes(node));
    } catch (TimeoutException _) {
      node.put("id", id);
      node.put("done_at", (String) null);
      return Answer.of(202, "application/json", JSON.writeValueAsBytes(node))
          .withHeader("Location", "/api/deletions/" + id);
    } catch (ExecutionException e) {
      throw Refusal.of(
          500,
          "deletion "
              + id
              + " could not be done, the server's log says why (expected: a store that works; ask"
              + " again)");
    }
  }

  private Answer list(Request request) throws Refusal {
    request.allowParameters("limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    String after = request.queryParameter(Page.CURSOR);
    if (after != null && store.deletion(after).isEmpty()) {
      throw Page.refusedCursor(after);
    }
    // The one beyond says whether another page follows.
    Page<DeletionReceipt> page =
        Page.cut(
            store.deletions(Instant.MIN, after, limit + 1),
            limit,
            receipt -> receipt.request().id());
    ObjectNode node = JSON.createObjectNode();
    ArrayNode list = node.putArray("deletions");
    page.items().forEach(receipt -> ReceiptJson.put(list.addObject(), receipt));
    node.put("next", page.next());
    ReceiptJson.put(node.putObject("by_age"), byAge.get());
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private Answer one(Request request) throws Refusal {
    request.allowParameters();
    DeletionReceipt receipt = store.deletion(request.pathParameter("id")).orElse(null);
    if (receipt == null) {
      throw Refusal.of(
          404, "id: no such receipt (expected: one of a deletion that was asked for and is done)");
    }
    ObjectNode node = JSON.createObjectNode();
    ReceiptJson.put(node, receipt);
    return Answer.json(JSON.writeValueAsBytes(node));
  }
}
