// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// A LangGraph agent, instrumented by OpenInference.
import { LangChainInstrumentation } from '@arizeai/openinference-instrumentation-langchain';
import * as callbacks from '@langchain/core/callbacks/manager';
import { MemorySaver } from '@langchain/langgraph';
import { ChatOpenAI } from '@langchain/openai';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';
import { bookTable, getWeather, tracerProvider } from './recording.mjs';

const provider = tracerProvider();
new LangChainInstrumentation({ tracerProvider: provider }).manuallyInstrument(callbacks);

const agent = createAgent({
  model: new ChatOpenAI({ model: 'gpt-4o-mini', maxRetries: 0, streamUsage: true }),
  tools: [
    tool(getWeather, { name: 'get_weather', schema: z.object({ city: z.string() }) }),
    tool(bookTable, { name: 'book_table', schema: z.object({ restaurant: z.string() }) }),
  ],
  systemPrompt: 'You help.',
  checkpointer: new MemorySaver(),
  name: 'concierge',
});

const ask = (content) => ({ messages: [{ role: 'user', content }] });
const thread = (name) => ({ configurable: { thread_id: name }, metadata: { session_id: name } });

await agent.invoke(ask('Weather in Bonn?'), thread('chat-visit-1'));
const options = { ...thread('chat-visit-1'), streamMode: 'messages' };
for await (const _ of await agent.stream(ask('Say something.'), options));
await agent
  .invoke(ask('Book a table at Adler.'), thread('chat-visit-2'))
  .catch((e) => console.log('run failed:', e.message));
await agent
  .invoke(ask('Fail.'), thread('chat-visit-3'))
  .catch((e) => console.log('run failed:', e.constructor.name));
await provider.shutdown();
