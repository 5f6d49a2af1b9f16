// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// The OpenAI client, instrumented by OpenLLMetry: an agent loop of the application's own.
import * as traceloop from '@traceloop/node-server-sdk';
import OpenAI from 'openai';
import { bookTable, getWeather } from './recording.mjs';

traceloop.initialize({
  baseUrl: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
  appName: 'recording',
  traceloopSyncEnabled: false,
  instrumentModules: { openAI: OpenAI },
  silenceInitializationMessage: true,
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
      const run = () => tools[called.name](JSON.parse(called.arguments));
      const result = await traceloop.withTool({ name: called.name }, run).catch(String);
      messages.push({ role: 'tool', tool_call_id: id, content: result });
    }
  }
}

const concierge = (text) => traceloop.withAgent({ name: 'concierge' }, () => answer(text));

async function stream(options) {
  const messages = [{ role: 'user', content: 'Say something.' }];
  const chunks = await client.chat.completions.create({ model, messages, stream: true, ...options });
  for await (const _ of chunks);
}

async function streamer() {
  await stream({ stream_options: { include_usage: true } });
  await stream({});
}

function visit(chat_id, run) {
  const associationProperties = { chat_id, user_id: 'user-1' };
  return traceloop.withWorkflow({ name: 'visit', associationProperties }, run);
}

await visit('chat-visit-1', async () => {
  await concierge('Weather in Bonn?');
  await traceloop.withAgent({ name: 'streamer' }, streamer);
});
await visit('chat-visit-2', async () => {
  await concierge('Book a table at Adler.');
  await concierge('Fail.').catch((e) => console.log('failed:', e.constructor.name));
});
await traceloop.forceFlush();
