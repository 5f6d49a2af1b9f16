// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// What the drivers share: two tools whose runs are counted, and a tracer provider.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/** Tells the stub that a tool ran: the truth about tools comes from here. */
async function ran(tool, ok) {
  await fetch(`${process.env.STUB_URL}/tool`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ tool, ok }),
  });
}

/** The weather of a city. */
export async function getWeather({ city }) {
  await ran('get_weather', true);
  return `Sunny in ${city}`;
}

/** Books a table in a restaurant. */
export async function bookTable({ restaurant }) {
  await ran('book_table', false);
  throw new Error(`${restaurant} is closed`);
}

/** A global provider that exports in batches to where the environment says. */
export function tracerProvider() {
  const provider = new NodeTracerProvider({
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return provider;
}
