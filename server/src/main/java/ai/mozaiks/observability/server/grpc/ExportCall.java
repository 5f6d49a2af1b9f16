// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.server.otlp.OtlpEncoding;
import ai.mozaiks.observability.server.otlp.OtlpTraces;
import ai.mozaiks.observability.server.otlp.UndecodableException;
import ai.mozaiks.observability.storage.StorageException;
import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `TraceService/Export`. Never INTERNAL for what the sender did. Thread-safe.
final class ExportCall implements ServerCallHandler<Message, ExportTraceServiceResponse> {
  static final MethodDescriptor.Marshaller<ExportTraceServiceResponse> RESPONSES =
      ProtoUtils.marshaller(ExportTraceServiceResponse.getDefaultInstance());

  private static final Logger log = LoggerFactory.getLogger(ExportCall.class);
  private static final Duration STORE_RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration MEMORY_RETRY_AFTER = Duration.ofSeconds(1);

  private final OtlpTraces traces;

  ExportCall(OtlpTraces traces) {
    this.traces = traces;
  }

  @Override
  public ServerCall.Listener<Message> startCall(
      ServerCall<Message, ExportTraceServiceResponse> call, Metadata headers) {
    call.request(2); // one more than there may be, to see whether there are too many
    return new Exchange(call);
  }

  /// One call. Its methods are called one after the other. The message's share of memory is given
  /// back however the call ends, also when the sender cancels it.
  private final class Exchange extends ServerCall.Listener<Message> {
    private final ServerCall<Message, ExportTraceServiceResponse> call;
    private @Nullable Message message;
    private boolean closed;

    private Exchange(ServerCall<Message, ExportTraceServiceResponse> call) {
      this.call = call;
    }

    @Override
    public void onMessage(Message received) {
      if (message == null && !closed) {
        message = received;
        return;
      }
      received.release();
      close(status(Code.INVALID_ARGUMENT, "message: more than one (expected: one)"));
    }

    @Override
    public void onHalfClose() {
      if (closed) {
        return;
      }
      if (message == null) {
        close(status(Code.INVALID_ARGUMENT, "message: none (expected: one)"));
        return;
      }
      try {
        ExportTraceServiceResponse response = answer(message);
        release(); // before the answer: who has it may count on the room
        call.sendHeaders(new Metadata());
        call.sendMessage(response);
        closed = true;
        call.close(Status.OK, new Metadata());
      } catch (StatusRuntimeException e) {
        close(e);
      }
    }

    @Override
    public void onCancel() {
      release();
    }

    private void close(StatusRuntimeException e) {
      if (!closed) {
        closed = true;
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

  private ExportTraceServiceResponse answer(Message message) {
    return switch (message) {
      case Message.Read read -> export(read);
      case Message.Refused refused -> throw refused(refused.refusal());
    };
  }

  private ExportTraceServiceResponse export(Message.Read message) {
    try {
      return traces.export(message.body(), OtlpEncoding.PROTOBUF).response();
    } catch (UndecodableException e) {
      throw status(Code.INVALID_ARGUMENT, e.reason());
    } catch (Refusal refusal) {
      throw refused(refusal);
    } catch (OverloadedException e) {
      throw later(String.valueOf(e.getMessage()), e.retryAfter());
    } catch (StorageException e) {
      throw later("the store cannot keep this now; incident " + logged(e), STORE_RETRY_AFTER);
    } catch (RuntimeException e) {
      throw status(Code.INTERNAL, "an error of the server; incident " + logged(e));
    }
  }

  private static String logged(RuntimeException e) {
    String id = UUID.randomUUID().toString();
    log.error("export failed incident={} transport=grpc", id, e);
    return id;
  }

  private static StatusRuntimeException refused(Refusal refusal) {
    return switch (refusal.status()) {
      case 413 -> status(Code.RESOURCE_EXHAUSTED, refusal.detail());
      case 503 -> later(refusal.detail(), MEMORY_RETRY_AFTER);
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
