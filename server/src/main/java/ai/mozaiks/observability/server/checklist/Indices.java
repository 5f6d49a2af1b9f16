// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.config.ShippingConfig.Elasticsearch;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The indices of the logs in Elasticsearch or OpenSearch.
final class Indices {
  private static final Pattern DAY = Pattern.compile("(\\d{4})[.-](\\d{2})[.-](\\d{2})");

  private Indices() {}

  /// An index.
  ///
  /// @param newest of when its newest records may be, at the earliest: the end of the day in its
  ///   name, else when it was made
  record Index(String name, long documents, Instant newest) {}

  /// Where they are told of. Names from the configuration have no characters that matter in paths.
  static String path(Elasticsearch cluster) {
    return "/_cat/indices/"
        + pattern(cluster)
        + "?format=json&h=index,docs.count,creation.date&expand_wildcards=all";
  }

  /// Where the types of some of their fields are told.
  static String fieldsPath(Elasticsearch cluster, List<String> fields) {
    return "/"
        + pattern(cluster)
        + "/_mapping/field/"
        + String.join(",", fields)
        + "?expand_wildcards=all";
  }

  private static String pattern(Elasticsearch cluster) {
    return cluster.dataStream() ? ".ds-" + cluster.index() + "-*" : cluster.index() + "*";
  }

  static List<Index> read(PeerAnswer answer) {
    List<Index> indices = new ArrayList<>();
    for (JsonNode each : answer.json()) {
      String name = each.path("index").asString("");
      Instant made = Instant.ofEpochMilli(whole(each.path("creation.date").asString("0")));
      indices.add(
          new Index(name, whole(each.path("docs.count").asString("0")), newest(name, made)));
    }
    return indices;
  }

  /// The names of those all of whose records are from before a time. Of a data stream, records go
  /// into an index until the next one is made, and into the last one still. Of others, only the day
  /// in a name says how old what is in it may be.
  static List<String> old(List<Index> all, boolean dataStream, Instant before) {
    List<Index> sorted = all.stream().sorted(Comparator.comparing(Index::name)).toList();
    List<String> old = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Index last = dataStream ? i + 1 < sorted.size() ? sorted.get(i + 1) : null : sorted.get(i);
      if (last != null
          && (dataStream || DAY.matcher(last.name()).find())
          && last.newest().isBefore(before)) {
        old.add(sorted.get(i).name());
      }
    }
    return old;
  }

  private static Instant newest(String name, Instant made) {
    Matcher day = DAY.matcher(name);
    if (!day.find()) {
      return made;
    }
    try {
      return LocalDate.of(
              Integer.parseInt(day.group(1)),
              Integer.parseInt(day.group(2)),
              Integer.parseInt(day.group(3)))
          .plusDays(1)
          .atStartOfDay(ZoneOffset.UTC)
          .toInstant();
    } catch (DateTimeException _) {
      return made;
    }
  }

  private static long whole(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
