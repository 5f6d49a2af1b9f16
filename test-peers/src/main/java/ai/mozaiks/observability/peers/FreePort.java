// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.peers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Ports on the loopback interface for those who must know theirs before they listen, or listen on
/// it a second time.
///
/// Port 0 gives an ephemeral port, and so does every outgoing connection: between closing one and
/// opening it again, somebody else may be given it. These are below that range (Linux and IANA
/// begin it at 32768 and 49152), so nobody is given them by chance. Test processes side by side
/// have a range each, by the number that Surefire and Failsafe give them (system property
/// `test.fork`).
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int END = 32_000;
  private static final int RANGES = 6;
  private static final int RANGE = (END - FIRST) / RANGES;
  private static final int START =
      FIRST + Math.floorMod(Integer.getInteger("test.fork", 0), RANGES) * RANGE;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /// A port on which nobody listens, and that nobody else in this process was given.
  public static int any() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      int port = ThreadLocalRandom.current().nextInt(START, START + RANGE);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + START + " to " + (START + RANGE - 1));
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (BindException _) {
      return false;
    }
  }
}
