import { useState } from "preact/hooks";
import { address } from "../../api/client";
import { count } from "../../format";
import { useData } from "../../state/data";
import { Badge } from "../../ui/badge";
import { Card } from "../../ui/card";
import { Code } from "../../ui/code";

interface Way {
  readonly name: string;
  readonly text: string;
  readonly code: (server: string) => string;
}

/** The same ways as in the README. */
const WAYS: readonly Way[] = [
  {
    name: "Python",
    text: "With the instrumentation of your framework: OpenTelemetry GenAI, OpenInference, OpenLLMetry and others are understood. AG2 and many others trace themselves.",
    code: (server) => `# pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
# environment: OTEL_RESOURCE_ATTRIBUTES=app.id=my-app
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter("${server}/v1/traces")))
trace.set_tracer_provider(provider)`,
  },
  {
    name: "Node",
    text: "Any OpenTelemetry SDK. Vercel's AI SDK tells everything with experimental_telemetry.",
    code: (server) => `// npm install @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-http
// environment: OTEL_RESOURCE_ATTRIBUTES=app.id=my-app
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');

const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter({ url: '${server}/v1/traces' }) });
sdk.start();
process.once('beforeExit', () => sdk.shutdown());`,
  },
  {
    name: "Java",
    text: "The recorder library, in the process of the agents: Java 17, no dependency.",
    code: (server) => `// ai.mozaiks:observability-recorder
var recorder = PerformanceManager.builder()
    .flushInterval(Duration.ofSeconds(5))
    .sink(HttpEventSink.builder(URI.create("${server}")).start())
    .start();
recorder.recordWorkflowStart("chat_java", "acme_corp", "Generator", "user_456");
recorder.recordAgentTurn("chat_java", "planner", Duration.ofMillis(2500));
recorder.close();`,
  },
  {
    name: "Any OpenTelemetry exporter",
    text: "OTLP over HTTP on this port; ports 4318 (HTTP) and 4317 (gRPC) are what most clients use by themselves.",
    code: (server) => `OTEL_EXPORTER_OTLP_ENDPOINT=${server}
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
OTEL_RESOURCE_ATTRIBUTES=app.id=my-app`,
  },
  {
    name: "Log files",
    text: "OTLP dumps, events, AG2's runtime log, JSON lines of any logging library; a second run changes nothing.",
    code: (server) => `mozaiks import --url ${server} --app my-app logs/*.log
mozaiks import --url ${server} --app my-app --follow logs/autogen_file.log`,
  },
  {
    name: "Anything that can POST",
    text: "One event a line; sent twice, it counts once.",
    code: (server) => `curl ${server}/api/events -H 'Content-Type: application/x-ndjson' --data-binary \\
  '{"event_id":"first-turn","type":"agent_turn","chat_id":"chat_curl","app_id":"my-app","workflow_name":"Generator","agent_name":"planner","duration_sec":2.5}'`,
  },
];

/** What to copy into an application, with the address of this server. */
export function SendData() {
  const [chosen, setChosen] = useState(WAYS[0]!);
  const balance = useData(address("/api/balance"), 2_000);
  const received = balance.data === undefined ? null : Object.values(balance.data).reduce((sum, signal) => sum + signal.received, 0);
  return (
    <div class="columns">
      <div class="span-8">
        <Card title="Send data">
          <div class="row wrap ways">
            {WAYS.map((way) => (
              <button key={way.name} class="button small" aria-pressed={way === chosen} onClick={() => setChosen(way)}>
                {way.name}
              </button>
            ))}
          </div>
          <p class="note">{chosen.text}</p>
          <Code text={chosen.code(location.origin)} label={`How to send data from ${chosen.name}`} />
          <p class="note">
            Name the chat on any span of its trace with <code>gen_ai.conversation.id</code> or <code>session.id</code>; otherwise each trace is a chat.
          </p>
        </Card>
      </div>
      <div class="span-4">
        <Card title="Does it arrive?" source="/api/balance">
          {received === null ? null : received === 0 ? (
            <Badge tone="warn">Nothing yet</Badge>
          ) : (
            <>
              <Badge tone="ok">{`${count(received)} items since the start`}</Badge>
              <p class="note">
                See <a href="/live">what is live</a>, or <a href="/setup/balance">where it all went</a>.
              </p>
            </>
          )}
        </Card>
      </div>
    </div>
  );
}
