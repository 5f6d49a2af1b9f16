// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.ByteBudget;
import ai.mozaiks.observability.server.http.Refusal;

/// One request as it came, still encoded. A refusal travels as a value, since gRPC would answer
/// INTERNAL to an exception while reading.
sealed interface Message {

  /// Gives its share of memory back; harmless when done twice.
  void release();

  /// Bytes within the limits, and their share of memory.
  record Read(Body body, ByteBudget.Lease lease) implements Message {
    @Override
    public void release() {
      lease.close();
    }
  }

  /// Refused while reading.
  record Refused(Refusal refusal) implements Message {
    @Override
    public void release() {}
  }
}
