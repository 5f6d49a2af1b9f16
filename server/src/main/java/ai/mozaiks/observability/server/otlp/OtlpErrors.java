// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.ErrorForm;
import com.google.rpc.Code;
import com.google.rpc.Status;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Errors as OTLP asks for them: `google.rpc.Status` in the encoding of the request, JSON when that
/// is neither of the two.
final class OtlpErrors implements ErrorForm {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public Answer answer(int status, String detail, @Nullable String requestType) {
    int code = code(status).getNumber();
    if (OtlpEncoding.of(requestType) == OtlpEncoding.PROTOBUF) {
      Status body = Status.newBuilder().setCode(code).setMessage(detail).build();
      return Answer.of(status, OtlpEncoding.PROTOBUF.contentType(), body.toByteArray());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("code", code);
      json.writeStringProperty("message", detail);
      json.writeEndObject();
    }
    return Answer.of(status, OtlpEncoding.JSON.contentType(), out.toByteArray());
  }

  private static Code code(int status) {
    return switch (status) {
      case 401 -> Code.UNAUTHENTICATED;
      case 403 -> Code.PERMISSION_DENIED;
      case 404, 405, 501 -> Code.UNIMPLEMENTED;
      case 408 -> Code.DEADLINE_EXCEEDED;
      case 413, 429 -> Code.RESOURCE_EXHAUSTED;
      case 503 -> Code.UNAVAILABLE;
      default -> status < 500 ? Code.INVALID_ARGUMENT : Code.INTERNAL;
    };
  }
}
