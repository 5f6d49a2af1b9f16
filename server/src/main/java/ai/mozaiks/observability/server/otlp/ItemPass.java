// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import io.opentelemetry.proto.resource.v1.Resource;
import org.jspecify.annotations.Nullable;

/// What the items of one signal pass: all in which the screens of the signals differ. One per
/// request, not thread-safe.
///
/// @param <I> the item
interface ItemPass<I> {

  /// Comes to the items of another resource.
  ///
  /// @param resource as it was sent
  default void enter(Resource resource) {}

  /// The item to keep; the same instance if nothing changes, null to take it out. Says in the
  /// [Account] what becomes of it.
  @Nullable I screen(I item);
}
