// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.storage.StoredOrigin;
import com.google.common.hash.Hashing;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The resource and scope that many spans share, read once.
public final class Origin {
  private static final FieldTable RESOURCE_FIELDS = StandardFields.resourceTable();

  /// Of items of which nobody knows where they came from.
  public static final Origin NOTHING =
      of(Resource.getDefaultInstance(), "", InstrumentationScope.getDefaultInstance(), "");

  private final StoredOrigin stored;
  private final String scopeName;
  private final String scopeVersion;
  private final int attributeCount;
  private final @Nullable String serviceApp;
  private final @Nullable Dialect scopeOwner;
  private final long process;
  private final boolean browser;
  private final Map<Field, FieldTable.Told> told = new EnumMap<>(Field.class);

  private Origin(StoredOrigin stored, Resource resource, InstrumentationScope scope) {
    this.stored = stored;
    this.scopeName = scope.getName();
    this.scopeOwner = Dialects.ownerOf(scopeName);
    this.scopeVersion = scope.getVersion();
    this.attributeCount = resource.getAttributesCount() + scope.getAttributesCount();
    this.process = Hashing.murmur3_128().hashBytes(resource.toByteArray()).asLong();
    this.browser = isBrowser(resource);
    RESOURCE_FIELDS.read(resource.getAttributesList(), told);
    if (browser) {
      told.remove(Field.SESSION_ID); // a visit of a site, not a chat
    }
    this.serviceApp = serviceApp(resource);
  }

  /// The origin of the spans of one `ScopeSpans`.
  public static Origin of(ResourceSpans resourceSpans, ScopeSpans scopeSpans) {
    return of(
        resourceSpans.getResource(),
        resourceSpans.getSchemaUrl(),
        scopeSpans.getScope(),
        scopeSpans.getSchemaUrl());
  }

  /// The origin of items of any signal: the same for spans and log records of one resource and
  /// scope.
  public static Origin of(
      Resource resource, String resourceSchema, InstrumentationScope scope, String scopeSchema) {
    byte[] body =
        ResourceSpans.newBuilder()
            .setResource(resource)
            .setSchemaUrl(resourceSchema)
            .addScopeSpans(ScopeSpans.newBuilder().setScope(scope).setSchemaUrl(scopeSchema))
            .build()
            .toByteArray();
    return new Origin(new StoredOrigin(idOf(body), body), resource, scope);
  }

  /// What an origin is called by; a stored one whose attributes were masked later keeps its id,
  /// which is another then.
  public static long idOf(byte[] body) {
    return Hashing.murmur3_128().hashBytes(body).asLong();
  }

  /// The origin as a store kept it.
  ///
  /// @throws IllegalArgumentException if the body is no OTLP message
  public static Origin of(StoredOrigin stored) {
    try {
      ResourceSpans message = messageOf(stored);
      return new Origin(stored, message.getResource(), message.getScopeSpans(0).getScope());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("stored origin " + stored.id() + " is unreadable", e);
    }
  }

  private static ResourceSpans messageOf(StoredOrigin stored)
      throws InvalidProtocolBufferException {
    return ResourceSpans.parseFrom(stored.body());
  }

  /// The stored message.
  public ResourceSpans message() {
    try {
      return messageOf(stored);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("it was read before", e);
    }
  }

  private static boolean isBrowser(Resource resource) {
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().startsWith("browser.")
          || (attribute.getKey().equals("telemetry.sdk.language")
              && attribute.getValue().getStringValue().equals("webjs"))) {
        return true;
      }
    }
    return false;
  }

  /// `service.namespace`, else `service.name`; null if neither is told.
  static @Nullable String serviceApp(Resource resource) {
    String namespace = text(resource, "service.namespace");
    return namespace != null ? namespace : serviceName(resource);
  }

  /// SDKs write `unknown_service` or `unknown_service:{program}` where nobody gave a name.
  private static @Nullable String serviceName(Resource resource) {
    String name = text(resource, "service.name");
    return name == null || name.startsWith("unknown_service") ? null : name;
  }

  private static @Nullable String text(Resource resource, String key) {
    for (KeyValue attribute : resource.getAttributesList()) {
      if (attribute.getKey().equals(key)) {
        return Conversion.text(attribute.getValue());
      }
    }
    return null;
  }

  /// Whether the rules read the same of both. That its process is called by another digest does not
  /// matter: it is for all origins of that process.
  public boolean readsLike(Origin other) {
    return scopeName.equals(other.scopeName)
        && scopeVersion.equals(other.scopeVersion)
        && attributeCount == other.attributeCount
        && Objects.equals(serviceApp, other.serviceApp)
        && browser == other.browser
        && told.equals(other.told);
  }

  public StoredOrigin stored() {
    return stored;
  }

  /// The same for spans of one process, whose times go by one clock; a digest of the resource.
  public long process() {
    return process;
  }

  /// Whether a browser made the spans: their session is a visit of a site.
  boolean isBrowser() {
    return browser;
  }

  String scopeName() {
    return scopeName;
  }

  /// The dialect that owns the scope; null when none does.
  @Nullable Dialect scopeOwner() {
    return scopeOwner;
  }

  String scopeVersion() {
    return scopeVersion;
  }

  /// How many attributes resource and scope have together.
  int attributeCount() {
    return attributeCount;
  }

  /// `service.namespace`, else `service.name`: the app of last resort, and the workflow's.
  public @Nullable String serviceApp() {
    return serviceApp;
  }

  /// What the resource says of a field; null when nothing.
  public @Nullable String text(Field field) {
    FieldTable.Told value = told.get(field);
    return value == null ? null : (String) value.value();
  }
}
