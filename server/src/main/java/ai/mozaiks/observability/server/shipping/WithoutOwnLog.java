// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.ownlog.OwnLog;
import ai.mozaiks.observability.storage.WrittenLog;
import java.util.List;

/// A destination that gets no lines of this server's own log.
///
/// @param all gets the others
record WithoutOwnLog(Destination all) implements Destination {
  private static final String MARK = '"' + OwnLog.MARK + "\":true";

  @Override
  public Outcome deliver(List<WrittenLog> logs) throws DeliveryException, InterruptedException {
    List<WrittenLog> others = logs.stream().filter(WithoutOwnLog::isAnothers).toList();
    return others.isEmpty() ? new Outcome(0, 0, List.of(), List.of(), "") : all.deliver(others);
  }

  private static boolean isAnothers(WrittenLog log) {
    return !log.log().attributes().contains(MARK);
  }

  @Override
  public void close() {
    all.close();
  }
}
