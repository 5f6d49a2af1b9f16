# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""Pydantic AI with its own instrumentation, alone or under Logfire, which also sends pending spans.

driver.py plain|logfire
"""

import asyncio
import os
import sys

from openai import AsyncOpenAI
from pydantic_ai import Agent, InstrumentationSettings
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from recording import book_table, get_weather, ran, tracer_provider


def instrument(by):
    if by == "plain":
        provider = tracer_provider()
        Agent.instrument_all(InstrumentationSettings(tracer_provider=provider))
        return provider
    import logfire

    # Logfire sends pending spans only where it takes the receiver for its own server.
    receiver = os.environ.pop("OTEL_EXPORTER_OTLP_ENDPOINT")
    advanced = logfire.AdvancedOptions(base_url=receiver)
    logfire.configure(token="stub", console=False, metrics=False, advanced=advanced)
    logfire.instrument_pydantic_ai()
    return logfire.DEFAULT_LOGFIRE_INSTANCE.config.get_tracer_provider()


async def main(by):
    provider = instrument(by)
    client = AsyncOpenAI(max_retries=0)
    model = OpenAIChatModel("gpt-4o-mini", provider=OpenAIProvider(openai_client=client))
    guide = Agent(model, name="guide", instructions="You know sights.")

    async def ask_guide(question: str) -> str:
        """Asks the guide."""
        ran("ask_guide", True)
        return (await guide.run(question)).output

    concierge = Agent(
        model,
        name="concierge",
        instructions="You help.",
        tools=[get_weather, ask_guide, book_table],
    )
    first = await concierge.run(
        "Weather in Bonn, and what to see there?", conversation_id="chat-visit-1"
    )
    async with concierge.run_stream(
        "Say something.", message_history=first.all_messages(), conversation_id="chat-visit-1"
    ) as streamed:
        await streamed.get_output()
    for text in ("Book a table at Adler.", "Fail."):
        try:
            await concierge.run(text, conversation_id="chat-visit-2")
        except Exception as e:
            print("run failed:", type(e).__name__)
    provider.shutdown()


asyncio.run(main(sys.argv[1]))
