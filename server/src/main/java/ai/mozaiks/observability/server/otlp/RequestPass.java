// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.ingest.Envelope;
import ai.mozaiks.observability.server.otlp.AttributeScreen.Owner;
import com.google.protobuf.Message;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The pass over one request of any signal: what is around its items, resource, scope and schema;
/// each item goes its own way. Copies only where something changes. One per request, not
/// thread-safe.
final class RequestPass<Q extends Message, R extends Message, S extends Message, I> {
  private final Envelope<Q, R, S, I> envelope;
  private final AttributeScreen attributes;
  private final TextScreen texts;
  private final ItemPass<I> items;
  private final Account account;

  RequestPass(
      Envelope<Q, R, S, I> envelope,
      AttributeScreen attributes,
      TextScreen texts,
      ItemPass<I> items,
      Account account) {
    this.envelope = envelope;
    this.attributes = attributes;
    this.texts = texts;
    this.items = items;
    this.account = account;
  }

  Screened<Q> screen(Q request) {
    List<R> old = envelope.groups(request);
    List<R> kept = Kept.of(old, this::group);
    return account.of(same(kept, old) ? request : envelope.request(kept), texts.beyondLimits());
  }

  private R group(R old) {
    account.nextGroup();
    items.enter(envelope.ofResource().head().apply(old));
    return screened(old, envelope.ofResource(), this::resource, this::scopeGroup);
  }

  private S scopeGroup(S old) {
    account.nextScope();
    return screened(old, envelope.ofScope(), this::scope, this::item);
  }

  private @Nullable I item(I item) {
    account.nextItem();
    return items.screen(item);
  }

  /// One level; the same instance if nothing changes.
  private <G extends Message, H, P> G screened(
      G old,
      Envelope.Group<G, H, P> level,
      UnaryOperator<H> headScreen,
      Function<P, @Nullable P> partScreen) {
    H oldHead = level.head().apply(old);
    H head = headScreen.apply(oldHead);
    String oldSchema = level.schema().apply(old);
    String schema = texts.name(oldSchema);
    List<P> oldParts = level.parts().apply(old);
    List<P> parts = Kept.of(oldParts, partScreen);
    if (same(head, oldHead) && same(schema, oldSchema) && same(parts, oldParts)) {
      return old;
    }
    return level.change().of(old, same(head, oldHead) ? null : head, schema, parts);
  }

  private Resource resource(Resource old) {
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

  private InstrumentationScope scope(InstrumentationScope old) {
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
}
