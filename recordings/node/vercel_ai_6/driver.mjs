// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// Vercel AI SDK 5 and 6 with their own telemetry: tools, a streamed answer, a failing call.
import { openai } from '@ai-sdk/openai';
import { embed, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { bookTable, getWeather, tracerProvider } from './recording.mjs';

const provider = tracerProvider();

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

function telemetry(sessionId) {
  const metadata = { sessionId, userId: 'user-1' };
  return { experimental_telemetry: { isEnabled: true, functionId: 'concierge', metadata } };
}

function asked(sessionId, prompt) {
  return {
    model: openai.chat('gpt-4o-mini'),
    system: 'You help.',
    prompt,
    tools,
    stopWhen: stepCountIs(5),
    maxRetries: 0,
    ...telemetry(sessionId),
  };
}

await generateText(asked('chat-visit-1', 'Weather in Bonn?'));
const answer = streamText({ ...asked('chat-visit-1', 'Say something.'), onError: () => {} });
await answer.consumeStream();
await embed({
  model: openai.embedding('text-embedding-3-small'),
  value: 'Bonn',
  ...telemetry('chat-visit-1'),
});
await generateText(asked('chat-visit-2', 'Book a table at Adler.'));
await generateText(asked('chat-visit-2', 'Fail.')).catch((e) => console.log('failed:', e.name));
await provider.shutdown();
