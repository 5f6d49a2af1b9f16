// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.http.ByteBudget;
import ai.mozaiks.observability.server.http.Reasons;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import ai.mozaiks.observability.server.otlp.LogScreen;
import ai.mozaiks.observability.server.otlp.OtlpExport;
import ai.mozaiks.observability.server.otlp.OtlpRequests;
import ai.mozaiks.observability.server.otlp.OtlpSignal;
import ai.mozaiks.observability.server.otlp.RecordingIntake;
import ai.mozaiks.observability.server.otlp.SpanScreen;
import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpGrpcServerTest {
  private static final int MAX_MESSAGE = 5 << 20;
  private static final int MAX_SPANS = 1_000;
  private static final int MAX_CONNECTIONS = 8;

  private final RecordingIntake intake = new RecordingIntake();
  private final Balance balance = new Balance();
  private final ByteBudget budget = new ByteBudget(32 << 20);
  private final OtlpGrpcServer server =
      new OtlpGrpcServer(
          "127.0.0.1",
          0,
          List.of(
              new OtlpExport<>(
                  intake,
                  balance,
                  new OtlpRequests<>(
                      OtlpSignal.TRACES,
                      new SpanScreen(
                          SpanLimits.DEFAULT,
                          Redaction.NONE,
                          ContentPolicy.NOTHING,
                          0,
                          ChatNames.NONE,
                          new Cuts(),
                          ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]),
                          InstantSource.system()),
                      MAX_SPANS)),
              new OtlpExport<>(
                  intake,
                  balance,
                  new OtlpRequests<>(
                      OtlpSignal.LOGS,
                      new LogScreen(
                          SpanLimits.DEFAULT,
                          Redaction.NONE,
                          ContentPolicy.NOTHING,
                          0,
                          ChatNames.NONE,
                          new Cuts(),
                          InstantSource.system()),
                      MAX_SPANS))),
          new GrpcLimits(
              MAX_MESSAGE,
              MAX_CONNECTIONS,
              Duration.ofMillis(1_500),
              Duration.ofSeconds(2),
              Duration.ofMinutes(1)),
          budget,
          new Reasons(UnaryOperator.identity()));
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server.start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    server.close();
    assertThat(budget.used()).as("bytes still held").isZero();
  }

  private TraceServiceGrpc.TraceServiceBlockingStub stub() {
    return TraceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private StatusRuntimeException failure(ExportTraceServiceRequest request, boolean gzip) {
    TraceServiceGrpc.TraceServiceBlockingStub stub = gzip ? stub().withCompression("gzip") : stub();
    return catchThrowableOfType(StatusRuntimeException.class, () -> stub.export(request));
  }

  private static ExportTraceServiceRequest large(int bytes) {
    return request(span(1).addAttributes(attribute("k", "x".repeat(bytes))));
  }

  @Test
  void takesSpansIn_plainAndGzipped() {
    assertThat(stub().export(request(span(1))))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(stub().withCompression("gzip").export(request(span(2))))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());

    assertThat(intake.submissions()).hasSize(2);
  }

  @Test
  void takesMessagesLargerThanGrpcsDefault() {
    stub().export(large(4_500_000));

    assertThat(intake.spans().size()).isEqualTo(1);
  }

  @Test
  void takesAnEmptyRequestForASuccess() {
    assertThat(stub().export(ExportTraceServiceRequest.getDefaultInstance()))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(intake.submissions()).isEmpty();
  }

  @Test
  void answersPartialSuccess_whenSpansAreInvalid() {
    ExportTraceServiceResponse response = stub().export(request(span(0), span(1)));

    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(response.getPartialSuccess().getErrorMessage()).contains("spans[0].spanId");
    assertThat(balance.of(Signal.SPANS).read().rejected()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answersResourceExhaustedWithoutRetry_whenTooLarge(boolean gzip) {
    StatusRuntimeException failure = failure(large(MAX_MESSAGE + 1), gzip);

    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(retryInfo(failure)).isNull();
    assertThat(intake.submissions()).isEmpty();
  }

  @Test
  void stopsADecompressionBomb() {
    StatusRuntimeException failure = failure(large(60 << 20), true);

    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void answersInvalidArgument_toWhatItCannotRead() {
    assertThatThrownBy(() ->
            ClientCalls.blockingUnaryCall(
                channel, bytesMethod(), CallOptions.DEFAULT, new byte[] {7, 7, 7}))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(e.getStatus().getDescription()).startsWith("body: not a protobuf");
            });
  }

  @Test
  void answersUnavailableWithRetryInfo_whenOverloadedOrNotStored() throws Exception {
    intake.mode = RecordingIntake.Mode.OVERLOADED;
    StatusRuntimeException overloaded = failure(request(span(1)), false);
    intake.mode = RecordingIntake.Mode.BROKEN;
    StatusRuntimeException broken = failure(request(span(1)), false);

    assertThat(overloaded.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(retryInfo(overloaded)).isNotNull();
    assertThat(retryInfo(overloaded).getRetryDelay().getSeconds()).isEqualTo(7);
    assertThat(broken.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(broken.getStatus().getDescription()).doesNotContain("secret");
    assertThat(retryInfo(broken).getRetryDelay().getSeconds()).isEqualTo(5);
  }

  @Test
  void answersUnavailable_whenTooManyBytesAreUnderWay() {
    try (ByteBudget.Lease others = budget.open()) {
      assertThat(others.take(32 << 20)).isTrue();

      assertThat(failure(request(span(1)), false).getStatus().getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void holdsNoMemory_afterTheSenderCancels() {
    ClientCall<byte[], ExportTraceServiceResponse> call =
        channel.newCall(
            // the client holds a unary message back until there is nothing more to say
            bytesMethod().toBuilder().setType(MethodDescriptor.MethodType.CLIENT_STREAMING).build(),
            CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(request(span(1)).toByteArray());
    call.cancel("changed my mind", null);

    stub().export(request(span(2)));

    assertThat(intake.spans().request()).isEqualTo(request(span(2)));
    await(() -> budget.used() == 0);
  }

  /// A message of which one byte is missing: the transport holds the rest.
  private static ClientCall<byte[], ExportTraceServiceResponse> sendHalf(
      ManagedChannel channel, int bytes, CompletableFuture<Status> end) {
    ClientCall<byte[], ExportTraceServiceResponse> call =
        channel.newCall(
            bytesMethod().toBuilder().setType(MethodDescriptor.MethodType.CLIENT_STREAMING).build(),
            CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.sendMessage(new byte[bytes]);
    return call;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void endsACall_whoseMessageDoesNotComeToItsEnd() throws Exception {
    CompletableFuture<Status> end = new CompletableFuture<>();
    ClientCall<byte[], ExportTraceServiceResponse> call = sendHalf(channel, 1 << 20, end);

    assertThat(end.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);

    await(() -> budget.used() == 0);
    assertThat(call.isReady()).isFalse();
    assertThat(stub().export(request(span(1))))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
  }

  @Test
  void chargesMessagesWhileTheyCome_andEndsThoseWithoutRoom() throws Exception {
    List<CompletableFuture<Status>> ends = new ArrayList<>();
    for (int i = 0; i < 16; i++) { // 64 MiB, twice the budget
      CompletableFuture<Status> end = new CompletableFuture<>();
      ends.add(end);
      var _ = sendHalf(channel, 4 << 20, end);
    }
    long most = 0;
    int refused = 0;
    for (CompletableFuture<Status> end : ends) {
      most = Math.max(most, budget.used());
      if (end.get(20, TimeUnit.SECONDS).getCode() == Status.Code.UNAVAILABLE) {
        refused++;
      }
    }

    assertThat(most).isLessThanOrEqualTo(32 << 20);
    assertThat(refused).as("calls refused for want of room").isGreaterThan(4);
    await(() -> budget.used() == 0);
    assertThat(stub().export(request(span(1))))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
  }

  @Test
  void closesConnectionsBeyondTheCap_andServesOthersWhenTheyAreGone() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_CONNECTIONS; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      for (Socket socket : silent) {
        assertThat(socket.getInputStream().read()).as("the server's settings").isNotNegative();
      }
      try (Socket tooMany = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        tooMany.setSoTimeout(20_000);
        assertThat(closed(tooMany)).isTrue();
      }
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }

    assertThat(stub().withWaitForReady().export(request(span(1))))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
  }

  @Test
  void closesAConnectionWithoutCalls() throws Exception {
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      silent.setSoTimeout(30_000);
      assertThat(closed(silent)).isTrue();
    }
  }

  /// Whether the server closes; a timeout fails.
  private static boolean closed(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset
    }
  }

  @Test
  void servesOthers_whileManySendersAreSlow() throws Exception {
    List<ManagedChannel> slow = new ArrayList<>();
    List<CompletableFuture<Status>> ends = new ArrayList<>();
    try {
      for (int i = 0; i < MAX_CONNECTIONS - 1; i++) {
        ManagedChannel other =
            NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
        slow.add(other);
        for (int call = 0; call < 20; call++) {
          CompletableFuture<Status> end = new CompletableFuture<>();
          ends.add(end);
          var _ = sendHalf(other, 10_000, end);
        }
      }
      for (int i = 1; i <= 20; i++) {
        assertThat(stub().withWaitForReady().export(request(span(i))))
            .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
      }
      for (CompletableFuture<Status> end : ends) {
        assertThat(end.get(20, TimeUnit.SECONDS).getCode())
            .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      }
    } finally {
      for (ManagedChannel other : slow) {
        other.shutdownNow();
        assertThat(other.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @SuppressWarnings("NullAway") // null says that there is none; the callers assert
  private static RetryInfo retryInfo(StatusRuntimeException failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    for (Any detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        try {
          return detail.unpack(RetryInfo.class);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    return null;
  }

  private static MethodDescriptor<byte[], ExportTraceServiceResponse> bytesMethod() {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException();
          }
        };
    return TraceServiceGrpc.getExportMethod().toBuilder(
            bytes, TraceServiceGrpc.getExportMethod().getResponseMarshaller())
        .build();
  }
}
