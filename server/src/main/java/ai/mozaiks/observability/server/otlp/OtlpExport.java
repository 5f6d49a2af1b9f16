// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.ingest.Intake;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/// Export of one signal, the same for every transport: decode, screen, hand to the intake, say what
/// came of it. Thread-safe; blocks until the items are durable.
///
/// @param <Q> the signal's request
public final class OtlpExport<Q extends Message> {
  private final Intake intake;
  private final Balance balance;
  private final OtlpRequests<Q> requests;

  /// Joins the way in.
  ///
  /// @param balance counts rejected items; the intake counts accepted ones
  public OtlpExport(Intake intake, Balance balance, OtlpRequests<Q> requests) {
    this.intake = intake;
    this.balance = balance;
    this.requests = requests;
  }

  /// What came of an export.
  ///
  /// @param partial what there is to say; null when all is well
  /// @param response the answer in OTLP's form
  /// @param receipt of the intake; null when no item was left to take in
  public record Exported(
      @Nullable PartialSuccess partial, Message response, Intake.@Nullable Receipt receipt) {}

  /// The signal.
  public OtlpSignal<Q> signal() {
    return requests.signal();
  }

  /// Takes in what a request holds.
  ///
  /// @return after every item that is not rejected in it is durable
  /// @throws Refusal 400 if the body is not what it claims to be, 413 or 503 if there is too much
  ///   in it, or no room to decode it now; nothing was kept
  /// @throws OverloadedException if there is no room now; nothing was kept
  /// @throws ai.mozaiks.observability.storage.StorageException if it cannot be made durable
  public Exported export(Body body, OtlpEncoding encoding) throws Refusal, OverloadedException {
    OtlpSignal<Q> signal = signal();
    if (encoding == OtlpEncoding.PROTOBUF) {
      refuseMisdirected(body);
    }
    Screened<Q> screened = requests.read(body, encoding);
    Intake.Receipt receipt = null;
    if (screened.accepted() > 0) {
      receipt = intake.accept(signal.submission(screened));
    }
    if (screened.rejected() > 0) {
      balance.of(signal.signal()).rejected(screened.rejected());
    }
    PartialSuccess partial = PartialSuccess.of(screened, signal.signal().items());
    if (encoding == OtlpEncoding.JSON && screened.accepted() + screened.rejected() == 0) {
      partial = warningOfMisdirected(body);
    }
    Message response = partial == null ? signal.success() : signal.answer(partial);
    return new Exported(partial, response, receipt);
  }

  /// Read as this signal, the items of another would be garbage.
  private void refuseMisdirected(Body body) throws Refusal {
    String mistake = Misdirection.ofProtobuf(signal().kind(), body);
    if (mistake != null) {
      balance.of(signal().signal()).misdirected();
      throw Refusal.of(400, mistake);
    }
  }

  /// OTLP demands that unknown fields of JSON be ignored, and allows to warn of them.
  ///
  /// @param body in which nothing was found
  private @Nullable PartialSuccess warningOfMisdirected(Body body) {
    String mistake = Misdirection.ofJson(signal().kind(), body);
    if (mistake == null) {
      return null;
    }
    balance.of(signal().signal()).misdirected();
    return new PartialSuccess(0, mistake);
  }
}
