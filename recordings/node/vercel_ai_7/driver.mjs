// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// Vercel AI SDK 7 with its OpenTelemetry integration: tools, a streamed answer, a failing call.
import { AsyncLocalStorage } from 'node:async_hooks';
import { openai } from '@ai-sdk/openai';
import { OpenTelemetry } from '@ai-sdk/otel';
import { embed, generateText, isStepCount, registerTelemetry, streamText, tool } from 'ai';
import { z } from 'zod';
import { bookTable, getWeather, tracerProvider } from './recording.mjs';

const provider = tracerProvider();
const session = new AsyncLocalStorage();
registerTelemetry(
  new OpenTelemetry({ usage: true, enrichSpan: () => ({ 'session.id': session.getStore() }) }),
);

const tools = {
  get_weather: tool({
    description: 'The weather of a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: getWeather,
  }),
  book_table: tool({
    description: 'Books a table in a restaurant.',
    inputSchema: z.object({ restaurant: z.string() }),
    execute: bookTable,
  }),
};

function asked(prompt) {
  return {
    model: openai.chat('gpt-4o-mini'),
    system: 'You help.',
    prompt,
    tools,
    stopWhen: isStepCount(5),
    maxRetries: 0,
    telemetry: { functionId: 'concierge' },
  };
}

await session.run('chat-visit-1', async () => {
  await generateText(asked('Weather in Bonn?'));
  const answer = streamText({ ...asked('Say something.'), onError: () => {} });
  await answer.consumeStream();
  await embed({ model: openai.embedding('text-embedding-3-small'), value: 'Bonn' });
});
await session.run('chat-visit-2', async () => {
  await generateText(asked('Book a table at Adler.'));
  await generateText(asked('Fail.')).catch((e) => console.log('call failed:', e.name));
});
await provider.shutdown();
