// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import ai.mozaiks.observability.server.http.ByteBudget;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// What one call holds in the transport's buffers: gRPC collects a whole message before anybody
/// sees it, so its bytes are charged as they come, and the call is ended when there is no room for
/// more. Thread-safe.
final class InboundBytes extends ServerStreamTracer {
  private static final Context.Key<InboundBytes> KEY = Context.key("inbound-bytes");

  private final ByteBudget budget;
  private final ByteBudget.Lease headers;
  private ByteBudget.Lease body;
  private boolean exhausted;
  private boolean closed;
  private @Nullable Runnable onExhausted;

  private InboundBytes(ByteBudget budget, int headerBytes) {
    this.budget = budget;
    this.headers = budget.open();
    this.body = budget.open();
    this.exhausted = !headers.take(headerBytes);
  }

  /// Charges every call.
  ///
  /// @param headerBytes for the headers of one call and its own objects
  static ServerStreamTracer.Factory charging(ByteBudget budget, int headerBytes) {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new InboundBytes(budget, headerBytes);
      }
    };
  }

  /// That of the current call; null outside of one.
  static @Nullable InboundBytes current() {
    return KEY.get();
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /// Says once when there is no room for what comes; at once if that is so already.
  void onExhausted(Runnable action) {
    synchronized (this) {
      onExhausted = action;
      if (!exhausted) {
        return;
      }
    }
    action.run();
  }

  @Override
  public void inboundWireSize(long bytes) {
    Runnable action;
    synchronized (this) {
      if (closed || exhausted || body.take(bytes)) {
        return;
      }
      exhausted = true;
      action = onExhausted;
    }
    if (action != null) {
      action.run();
    }
  }

  /// A message left the transport's buffers; whoever has it charges for it now.
  synchronized void messageRead() {
    body.close();
    if (!closed) {
      body = budget.open();
    }
  }

  @Override
  public synchronized void streamClosed(Status status) {
    closed = true;
    body.close();
    headers.close();
  }
}
