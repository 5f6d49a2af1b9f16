// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.deletions;

import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.fold.DeletedByAge;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveReader;
import ai.mozaiks.observability.storage.OldestArrivals;
import ai.mozaiks.observability.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/retention`: how long what is kept, how much of it there is, how old the oldest is, and
/// when something is deleted next. Thread-safe.
public final class RetentionApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;

  private final RetentionRules rules;
  private final Storage storage;
  private final Supplier<DeletedByAge> byAge;

  /// @param byAge what was deleted by age since the start
  public RetentionApi(RetentionRules rules, Storage storage, Supplier<DeletedByAge> byAge) {
    this.rules = rules;
    this.storage = storage;
    this.byAge = byAge;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/retention", this::retention);
  }

  private Answer retention(Request request) throws Refusal {
    request.allowParameters("format");
    Instant last = byAge.get().lastAt();
    Storage.StorageStats stats = storage.stats();
    OldestArrivals oldest = storage.queries().oldestArrivals();
    ObjectNode node = JSON.createObjectNode();
    node.put("last_deletion_at", text(last));
    node.put("next_deletion_at", rules.deletes() ? text(next(last)) : null);
    node.put("delete_on_request", rules.deleteOnRequest());
    node.put("database_bytes", stats.bytes());
    ArrayNode signals = node.putArray("signals");
    for (RetentionRules.Rule rule : rules.of(stats, storage.sizes(), oldest)) {
      put(signals.addObject(), rule);
    }
    put(node.putObject("archive"));
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private static @Nullable Instant next(@Nullable Instant last) {
    return last == null ? null : last.plus(DeletedByAge.INTERVAL);
  }

  private static void put(ObjectNode node, RetentionRules.Rule rule) {
    Instant oldest = rule.oldestAt();
    Duration keep = rule.keep();
    node.put("signal", rule.signal());
    node.put("records", rule.records());
    node.put("bytes", rule.bytes());
    node.put("keep", keep == null ? null : DurationText.write(keep));
    node.put("max_records", rule.maxRecords());
    node.put("max_bytes", rule.maxBytes());
    node.put("oldest_at", text(oldest));
    node.put("due_at", oldest == null || keep == null ? null : oldest.plus(keep).toString());
    node.put("archived", rule.archived());
  }

  private void put(ObjectNode node) {
    ArchiveReader archive = storage.archive();
    List<ArchiveFile> files = archive.files();
    LocalDate first =
        files.stream().map(ArchiveFile::day).min(Comparator.naturalOrder()).orElse(null);
    Duration keep = rules.keepArchive();
    node.put("enabled", rules.archives());
    node.put("folder", rules.archiveFolder());
    node.put("keep", keep == null ? null : DurationText.write(keep));
    node.put("failure", archive.failure());
    node.put("files", files.size());
    node.put("rows", files.stream().mapToLong(ArchiveFile::rows).sum());
    node.put("bytes", files.stream().mapToLong(ArchiveFile::bytes).sum());
    node.put("first_day", first == null ? null : first.toString());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
