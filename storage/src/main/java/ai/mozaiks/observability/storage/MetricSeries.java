// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;

/// A time series of a metric that somebody else measured: what its points have in common, kept
/// once.
///
/// @param id a digest of all the rest, so that the same series has the same id in every process
/// @param name the metric's name
/// @param unit as sent, in UCUM, such as `s` or `{token}`; empty when not told
/// @param description as sent; empty when not told
/// @param kind what its points are
/// @param temporality what its points count from
/// @param monotonic whether a sum never goes down
/// @param app the app it is about
/// @param attributes what tells it from the other series of the metric; a JSON object
/// @param origin the id of the [StoredOrigin] it came from
public record MetricSeries(
    RecordId id,
    String name,
    String unit,
    String description,
    Kind kind,
    Temporality temporality,
    boolean monotonic,
    String app,
    String attributes,
    long origin) {

  /// The kinds of OTLP.
  public enum Kind {
    GAUGE,
    SUM,
    HISTOGRAM,
    EXPONENTIAL_HISTOGRAM,
    SUMMARY
  }

  /// What sums and histograms count from.
  public enum Temporality {
    /// Not told, or it has none.
    UNSPECIFIED,
    /// Since the point before.
    DELTA,
    /// Since a start that all points share.
    CUMULATIVE
  }

  public MetricSeries {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(temporality, "temporality");
    Objects.requireNonNull(app, "app");
    Objects.requireNonNull(attributes, "attributes");
  }

  /// The same series with other texts in it.
  public MetricSeries withTexts(String otherDescription, String otherAttributes) {
    return new MetricSeries(
        id,
        name,
        unit,
        otherDescription,
        kind,
        temporality,
        monotonic,
        app,
        otherAttributes,
        origin);
  }
}
