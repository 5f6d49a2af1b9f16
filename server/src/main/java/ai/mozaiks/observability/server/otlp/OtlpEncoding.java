// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The two forms of OTLP over HTTP.
public enum OtlpEncoding {
  PROTOBUF("application/x-protobuf"),
  JSON("application/json");

  private final String contentType;

  OtlpEncoding(String contentType) {
    this.contentType = contentType;
  }

  /// The media type, of requests and answers.
  public String contentType() {
    return contentType;
  }

  /// The encoding that a `Content-Type` header means; parameters are ignored,
  /// `application/protobuf` is taken as well.
  ///
  /// @return null for any other type, or none
  public static @Nullable OtlpEncoding of(@Nullable String header) {
    if (header == null) {
      return null;
    }
    int end = header.indexOf(';');
    String type = (end < 0 ? header : header.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "application/x-protobuf", "application/protobuf" -> PROTOBUF;
      case "application/json" -> JSON;
      default -> null;
    };
  }
}
