# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""AG2 1.x with its telemetry middleware: two turns of one conversation, an agent used as a tool."""

import asyncio

from ag2 import Agent, tool
from ag2.config import OpenAIConfig
from ag2.middleware import TelemetryMiddleware

from recording import book_table, get_weather, ran, tracer_provider


def agent(provider, name, *, streaming=False, tools=()):
    telemetry = TelemetryMiddleware(
        tracer_provider=provider,
        agent_name=name,
        provider_name="openai",
        model_name="gpt-4o-mini",
    )
    return Agent(
        name,
        prompt="You help.",
        config=OpenAIConfig(model="gpt-4o-mini", streaming=streaming, max_retries=0),
        tools=tools,
        middleware=[telemetry],
    )


async def main():
    provider = tracer_provider()
    guide = agent(provider, "guide")

    @tool
    async def ask_guide(question: str) -> str:
        """Asks the guide."""
        ran("ask_guide", True)
        return (await guide.ask(question)).body

    concierge = agent(provider, "concierge", tools=[tool(get_weather), tool(book_table), ask_guide])
    reply = await concierge.ask("Weather in Bonn, and what to see there?")
    try:
        await reply.ask("Book a table at Adler.")
    except Exception as e:  # the tool that fails may end the turn
        print("turn failed:", type(e).__name__)
    streamer = agent(provider, "streamer", streaming=True)
    await streamer.ask("Say something.")
    try:
        await streamer.ask("Fail.")
    except Exception as e:
        print("call failed:", type(e).__name__)
    provider.shutdown()


asyncio.run(main())
