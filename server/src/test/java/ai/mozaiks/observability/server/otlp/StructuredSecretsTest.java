// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.only;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Secrets in attributes that are lists and maps, by the real rules.
class StructuredSecretsTest {
  private static final String MASK = Redactor.MASK;

  private final Cuts cuts = new Cuts();
  private final Redactor redactor = Redactor.standard();
  private final SpanScreen screen =
      new SpanScreen(
          SpanLimits.DEFAULT,
          Redaction.of(redactor, Redactor.standard()),
          ContentPolicy.NOTHING,
          0,
          Dialects.standard().chatNames(),
          cuts,
          ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]),
          () -> Instant.EPOCH);

  private static AnyValue list(String... texts) {
    ArrayValue.Builder list = ArrayValue.newBuilder();
    Arrays.stream(texts).forEach(text -> list.addValues(text(text)));
    return AnyValue.newBuilder().setArrayValue(list).build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue pair(String nameKey, String name, String valueKey, AnyValue value) {
    return AnyValue.newBuilder()
        .setKvlistValue(
            KeyValueList.newBuilder()
                .addValues(attribute(nameKey, text(name)))
                .addValues(attribute(valueKey, value)))
        .build();
  }

  private AnyValue screened(AnyValue value) {
    return only(screen.screen(request(span(1).addAttributes(attribute("a", value)))).request())
        .getAttributes(0)
        .getValue();
  }

  @Test
  void argumentsAfterSecretOptionsAreMasked() {
    assertThat(screened(list("run", "--password", "swordfish", "--host", "x")))
        .isEqualTo(list("run", "--password", MASK, "--host", "x"));
    assertThat(screened(list("curl", "-u", "user:swordfish"))).isEqualTo(list("curl", "-u", MASK));
    assertThat(redactor.counts()).containsEntry("command-option", 2L);
    assertThat(cuts.count(Cuts.Kind.SECRETS)).isEqualTo(2);
  }

  @Test
  void valuesBesideTheirNamesAreMasked() {
    assertThat(screened(list("X-Api-Key", "abc123"))).isEqualTo(list("X-Api-Key", MASK));
    assertThat(screened(pair("name", "db.password", "value", text("swordfish"))))
        .isEqualTo(pair("name", "db.password", "value", text(MASK)));
    assertThat(
            screened(pair("key", "api_key", "value", AnyValue.newBuilder().setIntValue(7).build())))
        .isEqualTo(pair("key", "api_key", "value", text(MASK)));
  }

  @Test
  void otherListsAndMapsStayTheSameInstances() {
    for (AnyValue harmless :
        List.of(
            list("password", "email"),
            list("run", "--max-tokens", "100"),
            list("docker", "run", "-p", "8080:80"),
            pair("name", "author", "value", text("Jane")),
            pair("name", "max_tokens", "value", text("100")))) {
      ExportTraceServiceRequest request = request(span(1).addAttributes(attribute("a", harmless)));

      assertThat(screen.screen(request).request()).isSameAs(request);
    }
    assertThat(cuts.count(Cuts.Kind.SECRETS)).isZero();
  }
}
