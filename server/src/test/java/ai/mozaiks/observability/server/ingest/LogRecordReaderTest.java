// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.otlp.LogRecords;
import ai.mozaiks.observability.server.otlp.Spans;
import ai.mozaiks.observability.storage.RecordId;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The ids of log records: the same for records that say the same.
class LogRecordReaderTest {
  private static final KeyValue CITY = Spans.attribute("city", "Paris");
  private static final KeyValue DAYS = Spans.attribute("days", "3");

  private static List<RecordId> idsOf(ExportLogsServiceRequest request) {
    List<RecordId> ids = new ArrayList<>();
    new LogRecordReader(Dialects.standard(), null)
        .read(request)
        .forEach(log -> ids.add(log.stored().id()));
    return ids;
  }

  private static RecordId idOf(LogRecord.Builder record) {
    return idsOf(LogRecords.request(record)).getFirst();
  }

  private static AnyValue map(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries)))
        .build();
  }

  private static AnyValue list(AnyValue... values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(values)))
        .build();
  }

  @Test
  void attributesInAnotherOrder_areTheSameRecord() {
    assertThat(idOf(LogRecords.line(1).addAttributes(DAYS).addAttributes(CITY)))
        .isEqualTo(idOf(LogRecords.line(1).addAttributes(CITY).addAttributes(DAYS)));
  }

  @Test
  void mapsInAnotherOrder_areTheSameRecord_atAnyDepth() {
    assertThat(idOf(LogRecords.line(1).setBody(list(map(DAYS, CITY)))))
        .isEqualTo(idOf(LogRecords.line(1).setBody(list(map(CITY, DAYS)))));
  }

  @Test
  void resourceInAnotherOrder_isTheSameOrigin() {
    ExportLogsServiceRequest request = LogRecords.request(LogRecords.line(1));

    assertThat(idsOf(withResource(request, DAYS, CITY)))
        .isEqualTo(idsOf(withResource(request, CITY, DAYS)));
  }

  private static ExportLogsServiceRequest withResource(
      ExportLogsServiceRequest request, KeyValue... attributes) {
    ResourceLogs.Builder resource = request.getResourceLogs(0).toBuilder();
    resource.setResource(Resource.newBuilder().addAllAttributes(List.of(attributes)));
    return request.toBuilder().setResourceLogs(0, resource).build();
  }

  @Test
  void otherValues_andListsInAnotherOrder_areOtherRecords() {
    AnyValue one = AnyValue.newBuilder().setIntValue(1).build();
    AnyValue two = AnyValue.newBuilder().setIntValue(2).build();

    assertThat(idOf(LogRecords.line(1).setBody(list(one, two))))
        .isNotEqualTo(idOf(LogRecords.line(1).setBody(list(two, one))));
    assertThat(idOf(LogRecords.line(1).addAttributes(CITY)))
        .isNotEqualTo(idOf(LogRecords.line(1).addAttributes(DAYS)));
  }

  @Test
  void twoOfOneKey_keepTheirOrder_sinceTheFirstCounts() {
    KeyValue rome = Spans.attribute("city", "Rome");

    assertThat(idOf(LogRecords.line(1).addAttributes(CITY).addAttributes(rome)))
        .isNotEqualTo(idOf(LogRecords.line(1).addAttributes(rome).addAttributes(CITY)));
  }

  @Test
  void twinsInOneRequest_areTwo_alsoInAnotherOrder() {
    List<RecordId> ids =
        idsOf(
            LogRecords.request(
                LogRecords.line(1).addAttributes(CITY).addAttributes(DAYS),
                LogRecords.line(1).addAttributes(DAYS).addAttributes(CITY)));

    assertThat(ids).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void recordInOrder_keepsTheIdThatItHadBefore() {
    ExportLogsServiceRequest request =
        LogRecords.request(LogRecords.line(1).addAttributes(CITY).addAttributes(DAYS));
    ResourceLogs logs = request.getResourceLogs(0);
    Origin origin = Origin.of(logs.getResource(), "", logs.getScopeLogs(0).getScope(), "");

    assertThat(idsOf(request))
        .containsExactly(
            new RecordIds().of(origin.stored().id(), LogRecords.only(request).toByteArray()));
  }
}
