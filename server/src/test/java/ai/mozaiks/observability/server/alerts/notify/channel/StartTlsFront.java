// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Stands before a mail server that does not know STARTTLS (RFC 3207): insists on it, and hands
/// over what comes encrypted.
final class StartTlsFront implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final SSLContext tls;
  private final int behind;

  /// @param behind the port of the mail server
  StartTlsFront(SSLContext tls, int behind) throws IOException {
    this.tls = tls;
    this.behind = behind;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      line(server.getInputStream()); // its greeting, which was said here
      say(socket, "220 localhost");
      while (true) {
        String command = line(socket.getInputStream()).toUpperCase(Locale.ROOT);
        if (command.startsWith("EHLO")) {
          say(socket, "250-localhost\r\n250 STARTTLS");
        } else if (command.equals("STARTTLS")) {
          say(socket, "220 go ahead");
          break;
        } else if (command.startsWith("QUIT") || command.isEmpty()) {
          return;
        } else {
          say(socket, "530 Must issue a STARTTLS command first");
        }
      }
      try (SSLSocket encrypted =
          (SSLSocket) tls.getSocketFactory().createSocket(socket, null, false)) {
        encrypted.startHandshake();
        Thread answers = Thread.ofVirtual().start(() -> pass(server, encrypted));
        pass(encrypted, server);
        answers.interrupt();
      }
    } catch (IOException _) {
      // the client will not go on, as some tests want
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.close();
    } catch (IOException _) {
      // one side is gone
    }
  }

  private static void say(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((text + "\r\n").getBytes(US_ASCII));
    out.flush();
  }

  /// Not one byte more than the line.
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
