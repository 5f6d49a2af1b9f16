// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.openapi;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import com.google.common.base.Suppliers;
import java.util.function.Supplier;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// `GET /api/openapi.json` and `/api/openapi.yaml`. The document is made when somebody asks for it
/// first. Thread-safe.
public final class ApiDescriptionRoutes {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .build();

  private final Supplier<byte[]> json = written(AnswerJson.MAPPER);
  private final Supplier<byte[]> yaml = written(YAML);

  private static Supplier<byte[]> written(ObjectMapper mapper) {
    return Suppliers.memoize(() -> mapper.writeValueAsBytes(ApiDescription.read()));
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/openapi.json", request -> answer(request, "application/json", json))
        .get("/api/openapi.yaml", request -> answer(request, "application/yaml", yaml));
  }

  private static Answer answer(Request request, String type, Supplier<byte[]> document)
      throws Refusal {
    request.allowParameters();
    return Answer.of(200, type, document.get());
  }
}
