// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which app a single span names, by the rows and in the order in which a trace's app is found; but
/// from the span and its resource alone, since the other spans of its trace may come later or
/// never. What the resource says is read once for all its spans. Immutable.
public final class AppNames {
  private static final FieldTable RESOURCE_FIELDS = StandardFields.resourceTable();
  private static final FieldTable SPAN_FIELDS =
      StandardFields.appRows(FieldTable.builder()).build();

  private final @Nullable String ofResource;
  private final @Nullable String ofService;

  private AppNames(@Nullable String ofResource, @Nullable String ofService) {
    this.ofResource = ofResource;
    this.ofService = ofService;
  }

  /// For the spans of a resource.
  public static AppNames of(Resource resource) {
    Map<Field, FieldTable.Told> told = new EnumMap<>(Field.class);
    RESOURCE_FIELDS.read(resource.getAttributesList(), told);
    return new AppNames(text(told, Field.APP), Origin.serviceApp(resource));
  }

  /// For the spans of an origin.
  public static AppNames of(Origin origin) {
    return new AppNames(origin.text(Field.APP), origin.serviceApp());
  }

  /// The app that a span names; null if neither it nor its resource names one.
  ///
  /// @param attributes those of the span
  public @Nullable String appOf(List<KeyValue> attributes) {
    Map<Field, FieldTable.Told> told = new EnumMap<>(Field.class);
    SPAN_FIELDS.read(attributes, told);
    String app = text(told, Field.APP);
    if (app == null) {
      app = ofResource;
    }
    if (app == null) {
      app = text(told, Field.APP_HINT);
    }
    return app == null ? ofService : app;
  }

  private static @Nullable String text(Map<Field, FieldTable.Told> told, Field field) {
    FieldTable.Told value = told.get(field);
    return value == null ? null : (String) value.value();
  }
}
