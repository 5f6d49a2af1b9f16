// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// Records what agents do, inside their process, with nothing but the JDK.
module ai.mozaiks.observability.recorder {
  requires java.net.http;
  requires static org.jspecify;

  exports ai.mozaiks.observability.recorder;
  exports ai.mozaiks.observability.recorder.redaction;
}
