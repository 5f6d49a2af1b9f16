// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// The OpenAI client in LangSmith's wrapper, exported as OpenTelemetry: an agent loop of the
// application's own. LangChain's callbacks export nothing that way in Node.
import OpenAI from 'openai';
import { initializeOTEL } from 'langsmith/experimental/otel/setup';
import { traceable } from 'langsmith/traceable';
import { wrapOpenAI } from 'langsmith/wrappers';
import { bookTable, getWeather } from './recording.mjs';

// Its own API is not wanted here, only OTLP.
process.env.LANGSMITH_ENDPOINT = process.env.STUB_URL;
const { DEFAULT_LANGSMITH_SPAN_PROCESSOR: spans } = initializeOTEL();
const client = wrapOpenAI(new OpenAI({ maxRetries: 0 }));
const model = 'gpt-4o-mini';
const tools = {
  get_weather: traceable(getWeather, { name: 'get_weather', run_type: 'tool' }),
  book_table: traceable(bookTable, { name: 'book_table', run_type: 'tool' }),
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

async function say(text) {
  const messages = [{ role: 'user', content: text }];
  const chunks = await client.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const _ of chunks);
}

function agent(run, name, session_id) {
  return traceable(run, { name, run_type: 'chain', metadata: { session_id } });
}

await agent(answer, 'concierge', 'chat-visit-1')('Weather in Bonn?');
await agent(say, 'streamer', 'chat-visit-1')('Say something.');
await agent(answer, 'concierge', 'chat-visit-2')('Book a table at Adler.');
await agent(answer, 'concierge', 'chat-visit-3')('Fail.').catch((e) =>
  console.log('failed:', e.constructor.name),
);
await spans.shutdown();
