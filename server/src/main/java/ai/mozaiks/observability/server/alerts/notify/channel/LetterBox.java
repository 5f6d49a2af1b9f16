// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

/// A channel that also takes letters. Thread-safe.
public interface LetterBox {

  /// Sends a letter; its receivers' server has it when this returns.
  ///
  /// @throws ChannelFailure if that is not certain
  void send(Letter letter) throws ChannelFailure;
}
