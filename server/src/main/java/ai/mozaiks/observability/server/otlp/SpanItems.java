// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
import ai.mozaiks.observability.server.normalise.dialect.AppNames;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import org.jspecify.annotations.Nullable;

/// Which spans are kept, and what is to be done with the content of each. One per request, not
/// thread-safe.
final class SpanItems implements ItemPass<Span> {
  private final ContentPolicy policy;
  private final SpanPass spans;
  private final Account account;

  /// What is to be done with content, where that is the same for all apps; null where it is not.
  private final @Nullable Decision forAll;

  /// Of the resource at hand; null where it is the same for all apps.
  private @Nullable AppNames apps;

  SpanItems(ContentPolicy policy, SpanPass spans, Account account) {
    this.policy = policy;
    this.forAll = policy.dependsOnApp() ? null : policy.of(null);
    this.spans = spans;
    this.account = account;
  }

  @Override
  public void enter(Resource resource) {
    apps = forAll == null ? AppNames.of(resource) : null;
  }

  @Override
  public @Nullable Span screen(Span span) {
    String reason = SpanIds.reasonToReject(span);
    if (reason != null) {
      account.reject(() -> reason);
      return null;
    }
    account.accept();
    return spans.screen(span, decisionFor(span));
  }

  /// What is to be done with the content of a span, from what it and its resource tell.
  private Decision decisionFor(Span span) {
    return forAll != null
        ? forAll
        : policy.of(apps == null ? null : apps.appOf(span.getAttributesList()));
  }
}
