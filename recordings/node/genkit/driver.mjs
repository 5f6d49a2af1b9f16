// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// Genkit: flows with tools, a streamed answer, a failing call.
import { openAI } from '@genkit-ai/compat-oai/openai';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { genkit, z } from 'genkit';
import { enableTelemetry } from 'genkit/tracing';
import { bookTable, getWeather } from './recording.mjs';

const spans = new BatchSpanProcessor(new OTLPTraceExporter());
await enableTelemetry({ spanProcessors: [spans] });
const ai = genkit({
  plugins: [openAI({ baseURL: process.env.OPENAI_BASE_URL, apiKey: 'stub', maxRetries: 0 })],
  model: openAI.model('gpt-4o-mini'),
});

const tools = [
  ai.defineTool(
    {
      name: 'get_weather',
      description: 'The weather of a city.',
      inputSchema: z.object({ city: z.string() }),
      outputSchema: z.string(),
    },
    getWeather,
  ),
  ai.defineTool(
    {
      name: 'book_table',
      description: 'Books a table in a restaurant.',
      inputSchema: z.object({ restaurant: z.string() }),
      outputSchema: z.string(),
    },
    bookTable,
  ),
];

const concierge = ai.defineFlow('concierge', async (prompt) => {
  const { text } = await ai.generate({ system: 'You help.', prompt, tools });
  return text;
});

const streamer = ai.defineFlow('streamer', async (prompt) => {
  const { stream, response } = ai.generateStream({ prompt });
  for await (const _ of stream);
  return (await response).text;
});

await concierge('Weather in Bonn?');
await streamer('Say something.');
for (const prompt of ['Book a table at Adler.', 'Fail.']) {
  await concierge(prompt).catch((e) => console.log('flow failed:', e.message));
}
await spans.shutdown();
process.exit(0); // timers of the telemetry would go on
