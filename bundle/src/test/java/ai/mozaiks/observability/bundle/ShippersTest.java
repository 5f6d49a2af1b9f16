// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Filebeat's, Logstash's and Fluentd's files, none of which programs can be had here: their keys
/// are those that the programs document, and they read each line once.
class ShippersTest {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  /// Of the reference pages of Filebeat 7.17, 8 and 9.
  private static final Set<String> FILEBEAT_KEYS =
      Set.of(
          "filebeat.inputs.type",
          "filebeat.inputs.id",
          "filebeat.inputs.enabled",
          "filebeat.inputs.paths",
          "filebeat.inputs.exclude_files",
          "filebeat.inputs.prospector.scanner.exclude_files",
          "filebeat.inputs.prospector.scanner.fingerprint.enabled",
          "filebeat.inputs.file_identity.native",
          "filebeat.inputs.parsers.ndjson.target",
          "filebeat.inputs.parsers.ndjson.add_error_key",
          "filebeat.inputs.parsers.ndjson.ignore_decoding_error",
          "filebeat.inputs.json.keys_under_root",
          "filebeat.inputs.json.add_error_key",
          "filebeat.inputs.json.ignore_decoding_error",
          "filebeat.inputs.fields.app",
          "filebeat.inputs.fields.env",
          "processors.timestamp.field",
          "processors.timestamp.layouts",
          "processors.timestamp.test",
          "processors.timestamp.ignore_missing",
          "processors.timestamp.ignore_failure",
          "processors.fingerprint.fields",
          "processors.fingerprint.target_field",
          "processors.fingerprint.ignore_missing",
          "setup.template.enabled",
          "setup.ilm.enabled",
          "output.elasticsearch.hosts",
          "output.elasticsearch.index",
          "output.elasticsearch.username",
          "output.elasticsearch.password",
          "output.elasticsearch.ssl.certificate_authorities",
          "output.logstash.hosts");

  /// Of the reference pages of Fluentd 1.16 and of the plugins for Elasticsearch and OpenSearch.
  private static final Set<String> FLUENTD_KEYS =
      Set.of(
          "source/@type",
          "source/bind",
          "source/port",
          "source/tag",
          "source/path",
          "source/exclude_path",
          "source/pos_file",
          "source/read_from_head",
          "source/follow_inodes",
          "parse/@type",
          "parse/time_key",
          "parse/time_type",
          "parse/time_format",
          "parse/keep_time_key",
          "filter/@type",
          "filter/key_name",
          "filter/reserve_data",
          "filter/remove_key_name_field",
          "filter/emit_invalid_record_to_error",
          "filter/enable_ruby",
          "record/record_id",
          "match/@type",
          "match/hosts",
          "match/user",
          "match/password",
          "match/ca_file",
          "match/logstash_format",
          "match/logstash_prefix",
          "match/logstash_dateformat",
          "match/index_name",
          "match/include_timestamp",
          "match/time_key",
          "match/id_key",
          "match/write_operation",
          "match/suppress_type_name",
          "match/reconnect_on_error",
          "match/reload_on_failure",
          "match/reload_connections",
          "buffer/@type",
          "buffer/path",
          "buffer/flush_interval",
          "buffer/chunk_limit_size",
          "buffer/total_limit_size",
          "buffer/retry_forever",
          "buffer/retry_max_interval",
          "buffer/overflow_action");

  /// Of the reference pages of Logstash 8 and of its plugin for OpenSearch.
  private static final Set<String> LOGSTASH_KEYS =
      Set.of(
          "beats/port",
          "json/source",
          "json/tag_on_failure",
          "mutate/remove_field",
          "date/match",
          "date/target",
          "fingerprint/source",
          "fingerprint/concatenate_sources",
          "fingerprint/method",
          "fingerprint/target",
          "elasticsearch/hosts",
          "elasticsearch/data_stream",
          "elasticsearch/index",
          "elasticsearch/action",
          "elasticsearch/document_id",
          "elasticsearch/manage_template",
          "elasticsearch/ecs_compatibility",
          "elasticsearch/user",
          "elasticsearch/password",
          "elasticsearch/cacert",
          "opensearch/hosts",
          "opensearch/index",
          "opensearch/action",
          "opensearch/document_id",
          "opensearch/manage_template",
          "opensearch/ecs_compatibility",
          "opensearch/user",
          "opensearch/password",
          "opensearch/cacert");

  private static final String[][] KINDS = {
    {},
    {"search.daily_indices=true", "search.is_opensearch=true"},
    {"search.user=ops", "search.ca_file=/etc/ssl/search-ca.pem"},
    {"filebeat.logstash_address=localhost:5044", "search.is_opensearch=true", "search.user=ops"}
  };

  private static String file(String path, String... settings) throws Exception {
    return Bundle.files(WrittenBundle.spec(settings), List.of(path.substring(0, path.indexOf('/'))))
        .stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .orElseThrow()
        .text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"filebeat/filebeat.yml", "filebeat/filebeat-log-input.yml"})
  void filebeatIsToldNothingThatItDoesNotDocument(String path) throws Exception {
    for (String[] settings : KINDS) {
      List<String> keys = new ArrayList<>();
      flatten("", YAML.readTree(file(path, settings)), keys);
      assertThat(keys).isNotEmpty().allMatch(FILEBEAT_KEYS::contains);
    }
  }

  private static void flatten(String prefix, JsonNode node, List<String> keys) {
    if (node.isObject()) {
      node.forEachEntry(
          (name, value) -> flatten(prefix.isEmpty() ? name : prefix + "." + name, value, keys));
    } else if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
      node.forEach(each -> flatten(prefix, each, keys));
    } else {
      keys.add(prefix);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"filebeat/filebeat.yml", "filebeat/filebeat-log-input.yml"})
  void filebeatWritesTheDataStream_orTheGuidesDailyIndices(String path) throws Exception {
    assertThat(index(file(path))).isEqualTo("mozaiksai-logs");
    assertThat(index(file(path, "search.daily_indices=true")))
        .isEqualTo("mozaiksai-%{+yyyy.MM.dd}");
  }

  private static String index(String text) {
    return YAML.readTree(text).get("output.elasticsearch").get("index").stringValue();
  }

  @Test
  void everyLineOfTheLoggingLibrary_isReadFromOneFileOnly(@TempDir Path logs) throws Exception {
    AgentLines.write(logs);
    JsonNode input =
        YAML.readTree(file("filebeat/filebeat.yml", "mozaiks.log_folder=" + logs))
            .get("filebeat.inputs")
            .get(0);
    Pattern excluded =
        Pattern.compile(input.get("prospector.scanner.exclude_files").get(0).stringValue());
    TreeMap<String, Integer> read = new TreeMap<>();
    try (Stream<Path> files = Files.walk(logs)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (JsonNode glob : input.get("paths")) {
          if (FileSystems.getDefault().getPathMatcher("glob:" + glob.stringValue()).matches(file)
              && !excluded.matcher(file.toString()).find()) {
            Files.readAllLines(file).forEach(line -> read.merge(line, 1, Integer::sum));
          }
        }
      }
    }
    assertThat(read.keySet())
        .containsExactlyInAnyOrderElementsOf(Set.copyOf(AgentLines.read(logs)));
    List<String> all = Files.readAllLines(logs.resolve("combined/app.log"));
    assertThat(read.keySet()).containsExactlyInAnyOrderElementsOf(Set.copyOf(all));
    assertThat(excluded.matcher("/var/log/mozaiksai/app.log").find()).isTrue();
    assertThat(excluded.matcher("/var/log/mozaiksai/app-error.log").find()).isTrue();
    assertThat(excluded.matcher("/var/log/mozaiksai/logs/performance.log").find()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fluentd/fluentd.conf", "fluentd/fluentd-files.conf"})
  void fluentdIsToldNothingThatItDoesNotDocument_andItsTagsClose(String path) throws Exception {
    for (String[] settings : KINDS) {
      Deque<String> open = new ArrayDeque<>();
      for (String line : file(path, settings).lines().map(String::strip).toList()) {
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        if (line.startsWith("</")) {
          assertThat(open.pop()).isEqualTo(line.substring(2, line.length() - 1));
        } else if (line.startsWith("<")) {
          open.push(line.substring(1, line.length() - 1).split(" ", 2)[0]);
        } else {
          assertThat(open.peek() + "/" + line.split(" ", 2)[0]).isIn(FLUENTD_KEYS);
        }
      }
      assertThat(open).isEmpty();
    }
  }

  /// Fluentd's outputs for Elasticsearch and OpenSearch drop records without an id where they
  /// create.
  @ParameterizedTest
  @ValueSource(strings = {"fluentd/fluentd.conf", "fluentd/fluentd-files.conf"})
  void everyRecordOfFluentdHasAnId_whereverItComesFrom(String path) throws Exception {
    String text = file(path);
    assertThat(text).contains("write_operation create", "id_key record_id");
    assertThat(text.indexOf("record_id ${record[\"record_id\"] ||"))
        .isBetween(0, text.indexOf("<match"));
  }

  @Test
  void recordsAsTheServerForwardsThem_areWhatFluentdParses() throws Exception {
    // shipping of type fluentd: tag mozaiksai.app, the line in the field log
    assertThat(file("fluentd/fluentd.conf"))
        .contains("<filter mozaiksai.**>", "key_name log\n", "<match mozaiksai.**>", "port 24224");
    assertThat(file("fluent-bit/fluent-bit.conf"))
        .containsPattern("match +mozaiksai\\.\\*")
        .containsPattern("key_name +log\n")
        .containsPattern("port +24224");
  }

  @Test
  void logstashIsToldNothingThatItDoesNotDocument_andItsBracesClose() throws Exception {
    Pattern option =
        Pattern.compile("([a-z_]+) => (\"[^\"]*\"|\\[[^\\]]*(?:\\][^\\]]*)*\\]|\\d+|true|false)");
    Pattern plugin = Pattern.compile("([a-z_]+) \\{(.*)");
    for (String[] settings : KINDS) {
      Deque<String> open = new ArrayDeque<>();
      for (String each : file("logstash/mozaiks.conf", settings).lines().toList()) {
        String line = each.strip();
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        Matcher opening = plugin.matcher(line);
        if (line.equals("}")) {
          open.pop();
        } else if (line.startsWith("if ") && line.endsWith(" {")) {
          open.push("if");
        } else if (opening.matches()) {
          String inside = opening.group(2).strip();
          if (inside.isEmpty()) {
            open.push(opening.group(1));
          } else {
            assertThat(inside).endsWith("}");
            assertOption(
                option, opening.group(1), inside.substring(0, inside.length() - 1).strip());
          }
        } else {
          assertOption(option, open.peek(), line);
        }
      }
      assertThat(open).isEmpty();
    }
  }

  private static void assertOption(Pattern option, String plugin, String line) {
    Matcher match = option.matcher(line);
    assertThat(match.matches()).as(line).isTrue();
    assertThat(plugin + "/" + match.group(1)).isIn(LOGSTASH_KEYS);
  }
}
