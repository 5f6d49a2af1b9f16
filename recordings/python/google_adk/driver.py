# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""Google ADK for Python with the spans it writes itself; a sub-agent takes over."""

import asyncio

from recording import book_table, get_weather, tracer_provider

provider = tracer_provider()

from google.adk.agents import Agent  # noqa: E402 (the provider must be there before it)
from google.adk.agents.run_config import RunConfig, StreamingMode
from google.adk.runners import InMemoryRunner
from google.genai import types


async def ask(runner, session, text, streaming=StreamingMode.NONE):
    message = types.Content(role="user", parts=[types.Part(text=text)])
    config = RunConfig(streaming_mode=streaming)
    arguments = {"user_id": "user-7", "session_id": session, "new_message": message}
    async for _ in runner.run_async(**arguments, run_config=config):
        pass


async def main():
    booker = Agent(name="booker", model="gemini-2.5-pro", description="Books.", tools=[book_table])
    concierge = Agent(
        name="concierge",
        model="gemini-2.5-flash",
        instruction="You help.",
        tools=[get_weather],
        sub_agents=[booker],
    )
    runner = InMemoryRunner(agent=concierge, app_name="visit")
    for session in ("chat-visit-1", "chat-visit-2", "chat-visit-3"):
        await runner.session_service.create_session(
            app_name="visit", user_id="user-7", session_id=session
        )
    await ask(runner, "chat-visit-1", "Weather in Bonn?")
    await ask(runner, "chat-visit-1", "Say something.", StreamingMode.SSE)
    for session, text in (("chat-visit-2", "Book a table at Adler."), ("chat-visit-3", "Fail.")):
        try:
            await ask(runner, session, text)
        except Exception as e:
            print("run failed:", type(e).__name__)
    provider.shutdown()


asyncio.run(main())
