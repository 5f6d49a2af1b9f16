// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import ai.mozaiks.observability.server.http.BodyReader;
import ai.mozaiks.observability.server.http.ByteBudget;
import ai.mozaiks.observability.server.http.Refusal;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;

/// Reads requests as bytes, so that decoding, its errors and its limits are those of the core and
/// not of gRPC's marshaller. Thread-safe.
final class MessageReader implements MethodDescriptor.Marshaller<Message> {
  private final int maxBytes;
  private final ByteBudget budget;

  MessageReader(int maxBytes, ByteBudget budget) {
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  @Override
  public Message parse(InputStream stream) {
    ByteBudget.Lease lease = budget.open();
    try {
      return new Message.Read(BodyReader.read(stream, null, -1, maxBytes, lease), lease);
    } catch (Refusal refusal) {
      lease.close();
      return new Message.Refused(refusal);
    } catch (IOException e) {
      lease.close();
      return new Message.Refused(
          Refusal.of(400, "message: not readable (expected: gzip or not compressed)"));
    } catch (StatusRuntimeException e) {
      lease.close(); // gRPC's own guard, which may come first: the same limit
      return new Message.Refused(
          Refusal.of(
              413,
              "message: too large (expected: at most " + maxBytes + " bytes, also decompressed)"));
    } finally {
      InboundBytes inbound = InboundBytes.current();
      if (inbound != null) {
        inbound.messageRead();
      }
    }
  }

  @Override
  public InputStream stream(Message message) {
    throw new UnsupportedOperationException("a server does not send requests");
  }
}
