// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// The OpenAI client, instrumented by Laminar: an agent loop of the application's own.
import { Laminar, observe } from '@lmnr-ai/lmnr';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-node';
import OpenAI from 'openai';
import { bookTable, getWeather } from './recording.mjs';

Laminar.initialize({
  projectApiKey: 'stub',
  baseUrl: process.env.STUB_URL,
  instrumentModules: { OpenAI },
  spanProcessor: new BatchSpanProcessor(new OTLPTraceExporter()),
});

const client = new OpenAI({ maxRetries: 0 });
const model = 'gpt-4o-mini';
const tools = { get_weather: getWeather, book_table: bookTable };
const functions = Object.keys(tools).map((name) => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties: {} } },
}));

async function answer(text) {
  const messages = [{ role: 'user', content: text }];
  for (;;) {
    const completion = await client.chat.completions.create({ model, messages, tools: functions });
    const { message } = completion.choices[0];
    if (!message.tool_calls?.length) return message.content;
    messages.push(message);
    for (const { id, function: called } of message.tool_calls) {
      const run = async () => tools[called.name](JSON.parse(called.arguments));
      const result = await observe({ name: called.name, spanType: 'TOOL' }, run).catch(String);
      messages.push({ role: 'tool', tool_call_id: id, content: result });
    }
  }
}

async function say(text) {
  const messages = [{ role: 'user', content: text }];
  const options = { stream: true, stream_options: { include_usage: true } };
  const chunks = await client.chat.completions.create({ model, messages, ...options });
  for await (const _ of chunks);
}

const visit = (sessionId, name, run, text) =>
  observe({ name, sessionId, userId: 'user-1' }, run, text);

await visit('chat-visit-1', 'concierge', answer, 'Weather in Bonn?');
await visit('chat-visit-1', 'streamer', say, 'Say something.');
await visit('chat-visit-2', 'concierge', answer, 'Book a table at Adler.');
await visit('chat-visit-2', 'concierge', answer, 'Fail.').catch((e) =>
  console.log('failed:', e.constructor.name),
);
await Laminar.shutdown();
