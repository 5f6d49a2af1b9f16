// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// The OpenAI client, instrumented by OpenInference: an agent loop of the application's own.
import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { setSession, withSpan } from '@arizeai/openinference-core';
import { context } from '@opentelemetry/api';
import OpenAI from 'openai';
import { bookTable, getWeather, tracerProvider } from './recording.mjs';

const provider = tracerProvider();
new OpenAIInstrumentation({ tracerProvider: provider }).manuallyInstrument(OpenAI);

const client = new OpenAI({ maxRetries: 0 });
const model = 'gpt-4o-mini';
const tools = {
  get_weather: withSpan(getWeather, { name: 'get_weather', kind: 'TOOL' }),
  book_table: withSpan(bookTable, { name: 'book_table', kind: 'TOOL' }),
};
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
      const result = await tools[called.name](JSON.parse(called.arguments)).catch(String);
      messages.push({ role: 'tool', tool_call_id: id, content: result });
    }
  }
}

const concierge = withSpan(answer, { name: 'concierge', kind: 'AGENT' });

async function stream(options) {
  const messages = [{ role: 'user', content: 'Say something.' }];
  const chunks = await client.chat.completions.create({ model, messages, stream: true, ...options });
  for await (const _ of chunks);
}

const streamer = withSpan(
  async () => {
    await stream({ stream_options: { include_usage: true } });
    await stream({});
    await client.responses.create({ model, input: 'Say something.' });
    await client.embeddings.create({ model: 'text-embedding-3-small', input: 'Bonn' });
  },
  { name: 'streamer', kind: 'AGENT' },
);

const visit = (sessionId, run) => context.with(setSession(context.active(), { sessionId }), run);

await visit('chat-visit-1', async () => {
  await concierge('Weather in Bonn?');
  await streamer();
});
await visit('chat-visit-2', async () => {
  await concierge('Book a table at Adler.');
  await concierge('Fail.').catch((e) => console.log('failed:', e.constructor.name));
});
await provider.shutdown();
