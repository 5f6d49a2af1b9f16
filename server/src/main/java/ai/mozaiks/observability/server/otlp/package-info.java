/// OTLP on its way in: bytes become messages (protobuf or JSON), messages are validated, limited,
/// stripped of secrets and content ([SpanScreen]) and handed to the intake ([OtlpExport]); what
/// came of it becomes the answer that the protocol asks for. Independent of the transport, except
/// for the handlers over HTTP.
@NullMarked
package ai.mozaiks.observability.server.otlp;

import org.jspecify.annotations.NullMarked;
