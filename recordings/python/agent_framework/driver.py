# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""Microsoft Agent Framework with the spans it writes itself."""

import asyncio

from agent_framework import Agent
from agent_framework.observability import enable_instrumentation
from agent_framework.openai import OpenAIChatClient, OpenAIChatCompletionClient
from openai import AsyncOpenAI

from recording import book_table, get_weather, tracer_provider


async def main():
    provider = tracer_provider()
    enable_instrumentation(enable_sensitive_data=True)
    openai = AsyncOpenAI(max_retries=0)
    client = OpenAIChatCompletionClient(model="gpt-4o-mini", async_client=openai)
    tools = [get_weather, book_table]
    concierge = Agent(client=client, name="concierge", instructions="You help.", tools=tools)
    session = concierge.create_session(session_id="chat-visit-1")
    await concierge.run("Weather in Bonn, and a table at Adler?", session=session)
    async for _ in concierge.run("Say something.", session=session, stream=True):
        pass
    responses = OpenAIChatClient(model="gpt-4o", async_client=openai)
    booker = Agent(client=responses, name="booker", instructions="You book.", tools=tools)
    await booker.run("Weather in Bonn?", session=booker.create_session(session_id="chat-visit-2"))
    try:
        await concierge.run("Fail.", session=concierge.create_session(session_id="chat-visit-3"))
    except Exception as e:
        print("run failed:", type(e).__name__)
    provider.shutdown()


asyncio.run(main())
