// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import ai.mozaiks.observability.server.http.Reasons;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.server.otlp.OtlpEncoding;
import ai.mozaiks.observability.server.otlp.OtlpExport;
import ai.mozaiks.observability.storage.StorageException;
import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `Export` of one of OTLP's services. Never INTERNAL for what the sender did. Thread-safe.
final class ExportCall implements ServerCallHandler<Message, com.google.protobuf.Message> {
  private static final Duration MEMORY_RETRY_AFTER = Duration.ofSeconds(1);

  private final OtlpExport<?> export;
  private final String name;
  private final Reasons reasons;
  private final Duration messageTimeout;
  private final Executor executor;
  private final ScheduledExecutorService timer;

  /// The method's handler.
  ///
  /// @param method its name, for the log
  /// @param messageTimeout how long a whole request may take to arrive
  /// @param executor runs what the transport's own threads must not wait for
  ExportCall(
      OtlpExport<?> export,
      String method,
      Reasons reasons,
      Duration messageTimeout,
      Executor executor,
      ScheduledExecutorService timer) {
    this.export = export;
    this.name = "gRPC " + method;
    this.reasons = reasons;
    this.messageTimeout = messageTimeout;
    this.executor = executor;
    this.timer = timer;
  }

  @Override
  public ServerCall.Listener<Message> startCall(
      ServerCall<Message, com.google.protobuf.Message> call, Metadata headers) {
    Exchange exchange = new Exchange(call);
    InboundBytes inbound = InboundBytes.current();
    if (inbound != null) {
      inbound.onExhausted(() -> executor.execute(exchange::refuse));
    }
    call.request(2); // one more than there may be, to see whether there are too many
    return exchange;
  }

  /// One call. gRPC calls its methods one after the other; time and memory that run out while the
  /// message comes end it from other threads. The message's share of memory is given back however
  /// the call ends, also when the sender cancels it.
  private final class Exchange extends ServerCall.Listener<Message> {
    private final ServerCall<Message, com.google.protobuf.Message> call;
    private final Future<?> timeout;
    private @Nullable Message message;
    private boolean answering;
    private boolean closed;

    private Exchange(ServerCall<Message, com.google.protobuf.Message> call) {
      this.call = call;
      this.timeout =
          timer.schedule(
              () -> executor.execute(this::expire),
              messageTimeout.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    /// There is no room for what has come of the message.
    private synchronized void refuse() {
      if (!answering) {
        close(later("too many requests are under way; nothing was kept", MEMORY_RETRY_AFTER));
      }
    }

    private synchronized void expire() {
      if (!answering) {
        close(status(Code.DEADLINE_EXCEEDED, "the message did not arrive in time"));
      }
    }

    @Override
    public synchronized void onMessage(Message received) {
      if (message == null && !closed) {
        message = received;
        return;
      }
      received.release();
      close(status(Code.INVALID_ARGUMENT, "message: more than one (expected: one)"));
    }

    @Override
    public void onHalfClose() {
      Message whole = whole();
      if (whole == null) {
        return;
      }
      try {
        com.google.protobuf.Message response = answer(whole);
        synchronized (this) {
          release(); // before the answer: who has it may count on the room
          call.sendHeaders(new Metadata());
          call.sendMessage(response);
          closed = true;
          call.close(Status.OK, new Metadata());
        }
      } catch (StatusRuntimeException e) {
        close(e);
      }
    }

    /// The message, once nothing more can come; null when the call has ended already.
    private synchronized @Nullable Message whole() {
      timeout.cancel(false);
      if (!closed && message == null) {
        close(status(Code.INVALID_ARGUMENT, "message: none (expected: one)"));
      }
      answering = !closed;
      return closed ? null : message;
    }

    @Override
    public synchronized void onCancel() {
      timeout.cancel(false);
      closed = true;
      release();
    }

    private synchronized void close(StatusRuntimeException e) {
      if (!closed) {
        closed = true;
        timeout.cancel(false);
        release();
        Metadata trailers = e.getTrailers();
        call.close(e.getStatus(), trailers == null ? new Metadata() : trailers);
      }
    }

    private void release() {
      if (message != null) {
        message.release();
        message = null;
      }
    }
  }

  private com.google.protobuf.Message answer(Message message) {
    return switch (message) {
      case Message.Read read -> export(read);
      case Message.Refused refused -> throw refused(refused.refusal());
    };
  }

  private com.google.protobuf.Message export(Message.Read message) {
    try {
      return export.export(message.body(), OtlpEncoding.PROTOBUF).response();
    } catch (Refusal refusal) {
      throw refused(refusal);
    } catch (OverloadedException e) {
      throw later(String.valueOf(e.getMessage()), e.retryAfter());
    } catch (StorageException e) {
      throw refused(reasons.ofStore(e, name));
    } catch (RuntimeException e) {
      throw status(
          Code.INTERNAL,
          "an error of the server; incident " + reasons.incident("export failed", name, e));
    }
  }

  private static StatusRuntimeException refused(Refusal refusal) {
    return switch (refusal.status()) {
      case 413 -> status(Code.RESOURCE_EXHAUSTED, refusal.detail());
      case 503 -> later(refusal.detail(), refusal.retryAfter());
      default -> status(Code.INVALID_ARGUMENT, refusal.detail());
    };
  }

  private static StatusRuntimeException status(Code code, String message) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder().setCode(code.getNumber()).setMessage(message).build());
  }

  /// UNAVAILABLE with the time to wait, which is what makes senders try again.
  private static StatusRuntimeException later(String message, Duration wait) {
    RetryInfo retry =
        RetryInfo.newBuilder()
            .setRetryDelay(
                com.google.protobuf.Duration.newBuilder().setSeconds(Math.max(1, wait.toSeconds())))
            .build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Code.UNAVAILABLE.getNumber())
            .setMessage(message)
            .addDetails(Any.pack(retry))
            .build());
  }
}
