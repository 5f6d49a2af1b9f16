// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.otlp.AttributeScreen.Owner;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What all signals have around their items: resource and scope; and the account of the items. One
/// per request, not thread-safe.
final class EnvelopePass {
  private final AttributeScreen attributes;
  private final TextScreen texts;
  private int accepted;
  private int rejected;
  private @Nullable String firstReason;

  EnvelopePass(AttributeScreen attributes, TextScreen texts) {
    this.attributes = attributes;
    this.texts = texts;
  }

  /// The resource to keep; the same instance if nothing changes.
  Resource resource(Resource old) {
    List<KeyValue> kept = attributes.screen(old.getAttributesList(), Owner.SPAN_OR_RESOURCE);
    if (same(kept, old.getAttributesList()) && old.getEntityRefsCount() == 0) {
      return old;
    }
    return old.toBuilder()
        .clearEntityRefs() // nothing here reads them, and nothing bounds them
        .clearAttributes()
        .addAllAttributes(kept)
        .setDroppedAttributesCount(old.getDroppedAttributesCount() + attributes.dropped())
        .build();
  }

  /// The scope to keep; the same instance if nothing changes.
  InstrumentationScope scope(InstrumentationScope old) {
    String name = texts.name(old.getName());
    String version = texts.name(old.getVersion());
    List<KeyValue> kept = attributes.screen(old.getAttributesList(), Owner.OTHER);
    if (same(name, old.getName())
        && same(version, old.getVersion())
        && same(kept, old.getAttributesList())) {
      return old;
    }
    return old.toBuilder()
        .setName(name)
        .setVersion(version)
        .clearAttributes()
        .addAllAttributes(kept)
        .setDroppedAttributesCount(old.getDroppedAttributesCount() + attributes.dropped())
        .build();
  }

  /// The schema address to keep; the same instance if nothing changes.
  String schema(String old) {
    return texts.name(old);
  }

  void accept() {
    accepted++;
  }

  /// @param place of the item, with what is wrong with it; asked for once at most
  void reject(Supplier<String> place) {
    rejected++;
    if (firstReason == null) {
      firstReason = place.get();
    }
  }

  <Q> Screened<Q> screened(Q request) {
    return new Screened<>(request, accepted, rejected, firstReason, texts.beyondLimits());
  }
}
