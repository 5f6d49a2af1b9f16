// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.AWKWARD;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.origin;
import static ai.mozaiks.observability.storage.contract.Samples.recordId;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.MetricInfo;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricPoints;
import ai.mozaiks.observability.storage.MetricQuery;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.MetricSeries.Kind;
import ai.mozaiks.observability.storage.MetricSeries.Temporality;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.Storage.Cutoffs;
import ai.mozaiks.observability.storage.Storage.Deleted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Points of metrics: what goes in comes out by series and time, and goes by its age.
interface MetricContract extends StorageUnderTest {

  private static MetricSeries series(long number, String name, String app) {
    return new MetricSeries(
        recordId(1_000 + number),
        name,
        "{token}",
        "",
        Kind.SUM,
        Temporality.CUMULATIVE,
        true,
        app,
        "{\"n\":" + number + "}",
        7);
  }

  private static MetricPoint point(MetricSeries series, long number, Instant at) {
    return new MetricPoint(
        recordId(number), series.id(), Nanos.of(at), 0, number, null, 0, null, null, null, null);
  }

  private static MetricQuery query(String name) {
    return new MetricQuery(name, null, Instant.MIN, Instant.MAX, 100);
  }

  @Test
  default void emptyStore_hasNoMetrics() {
    assertThat(reader().metrics(null)).isEmpty();
    assertThat(reader().points(query("m"))).isEmpty();
    assertThat(reader().knownPoints(List.of())).isEmpty();
    assertThat(storage().stats().points()).isZero();
  }

  @Test
  default void point_comesBackAsItWas() {
    MetricSeries series =
        new MetricSeries(
            new RecordId(-1, Long.MIN_VALUE),
            "name " + AWKWARD,
            "unit " + AWKWARD,
            "description " + AWKWARD,
            Kind.EXPONENTIAL_HISTOGRAM,
            Temporality.DELTA,
            false,
            "app " + AWKWARD,
            "{}",
            -9);
    MetricPoint full =
        new MetricPoint(
            recordId(1),
            series.id(),
            Nanos.of(at(2)),
            Nanos.of(at(1)),
            Long.MIN_VALUE,
            Double.NEGATIVE_INFINITY,
            Long.MAX_VALUE,
            0.1,
            -0.0,
            Double.MAX_VALUE,
            "{\"counts\":[1,2]}");
    MetricPoint bare =
        new MetricPoint(
            recordId(2), series.id(), Nanos.of(at(3)), 0, null, null, 0, null, null, null, null);
    storage().write(new Scenario().points(series, full, bare).batch(1));
    List<MetricPoints> expected = List.of(new MetricPoints(series, List.of(full, bare)));
    assertThat(reader().points(query("name " + AWKWARD))).isEqualTo(expected);
    assertThat(reopened().reader().points(query("name " + AWKWARD))).isEqualTo(expected);
  }

  @Test
  default void metrics_areListedByNameWithWhatThereIs() {
    MetricSeries first = series(1, "b", "shop");
    MetricSeries second = series(2, "b", "bakery");
    MetricSeries other = series(3, "a", "shop");
    storage()
        .write(
            new Scenario()
                .points(first, point(first, 1, at(1)), point(first, 2, at(9)))
                .points(second, point(second, 3, at(5)))
                .points(other, point(other, 4, at(2)))
                .batch(1));
    assertThat(reader().metrics(null))
        .containsExactly(
            new MetricInfo("a", Kind.SUM, "{token}", 1, 1, at(2)),
            new MetricInfo("b", Kind.SUM, "{token}", 2, 3, at(9)));
    assertThat(reader().metrics("bakery"))
        .containsExactly(new MetricInfo("b", Kind.SUM, "{token}", 1, 1, at(5)));
  }

  @Test
  default void points_areThoseInTheRange_andTheLatestOfTooMany() {
    MetricSeries first = series(1, "m", "shop");
    MetricSeries second = series(2, "m", "bakery");
    storage()
        .write(
            new Scenario()
                .points(first, point(first, 1, at(1)), point(first, 2, at(2)))
                .points(second, point(second, 3, at(3)), point(second, 4, at(4)))
                .batch(1));
    // a series that is known is brought again
    storage().write(new Scenario().points(first, point(first, 5, at(5))).batch(2));
    assertThat(reader().points(query("m")))
        .extracting(each -> each.points().size())
        .containsExactly(3, 2);
    assertThat(reader().points(new MetricQuery("m", null, at(2), at(4), 100)))
        .containsExactly(
            new MetricPoints(first, List.of(point(first, 2, at(2)))),
            new MetricPoints(second, List.of(point(second, 3, at(3)))));
    assertThat(reader().points(new MetricQuery("m", "shop", at(0), at(9), 2)))
        .containsExactly(
            new MetricPoints(first, List.of(point(first, 2, at(2)), point(first, 5, at(5)))));
    assertThat(reader().points(query("none"))).isEmpty();
  }

  @Test
  default void knownPoints_areFoundByTimeAndId() {
    MetricSeries series = series(1, "m", "shop");
    MetricPoint known = point(series, 1, at(1));
    storage().write(new Scenario().points(series, known).batch(1));
    assertThat(
            reader()
                .knownPoints(
                    List.of(
                        known.key(), point(series, 1, at(2)).key(), point(series, 2, at(1)).key())))
        .containsExactly(recordId(1));
    List<RecordId> ids = new ArrayList<>();
    reader().forEachPointId(ids::add);
    assertThat(ids).containsExactly(recordId(1));
  }

  @Test
  default void oldPoints_goWithTheirSeriesAndOrigins() {
    Scenario scenario = new Scenario();
    MetricSeries old = series(1, "old", "shop");
    MetricSeries young = series(2, "young", "shop");
    storage()
        .write(
            scenario
                .writtenAt(at(0))
                .origins(origin(7))
                .points(old, point(old, 1, at(900)))
                .batch(1));
    storage().write(scenario.writtenAt(at(100)).points(young, point(young, 2, at(-9))).batch(2));
    assertThat(storage().deleteBefore(at(50))).isEqualTo(new Deleted(0, 0, 0, 0, 1));
    assertThat(reader().metrics(null)).extracting(MetricInfo::name).containsExactly("young");
    assertThat(reader().origins(List.of(7L))).containsKey(7L);
    storage().writtenLater(at(100), at(100), Duration.ofSeconds(100));
    assertThat(storage().deleteBefore(at(150)).points()).isZero();
    assertThat(storage().deleteBefore(at(201))).isEqualTo(new Deleted(0, 0, 0, 0, 1));
    assertThat(reader().origins(List.of(7L))).isEmpty();
    // a deleted series comes back with its next point
    storage().write(scenario.writtenAt(at(300)).points(old, point(old, 3, at(1000))).batch(3));
    assertThat(reader().points(query("old"))).hasSize(1);
    assertThat(storage().stats().points()).isEqualTo(1);
  }

  @Test
  default void beyondTheirNumber_thePointsWrittenFirstGo() {
    Scenario scenario = new Scenario();
    MetricSeries series = series(1, "m", "shop");
    for (int i = 0; i < 4; i++) {
      storage()
          .write(scenario.writtenAt(at(i)).points(series, point(series, i, at(-i))).batch(i + 1));
    }
    assertThat(storage().keepNewest(0, 4)).isEqualTo(new Deleted(0, 0, 0, 0, 0));
    assertThat(storage().keepNewest(0, 1)).isEqualTo(new Deleted(0, 0, 0, 0, 3));
    assertThat(reader().points(query("m")))
        .containsExactly(new MetricPoints(series, List.of(point(series, 3, at(-3)))));
  }

  @Test
  default void points_goByTheirOwnCutoff() {
    MetricSeries series = series(1, "m", "shop");
    storage()
        .write(new Scenario().writtenAt(at(0)).points(series, point(series, 1, at(0))).batch(1));
    assertThat(storage().deleteBefore(new Cutoffs(at(50), at(50), Instant.MIN)).points()).isZero();
    assertThat(storage().deleteBefore(new Cutoffs(Instant.MIN, Instant.MIN, at(50))))
        .isEqualTo(new Deleted(0, 0, 0, 0, 1));
  }
}
