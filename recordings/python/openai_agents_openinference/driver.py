# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""The OpenAI Agents SDK, instrumented by OpenInference or by OpenLLMetry.

driver.py openinference|traceloop
"""

import asyncio
import contextlib
import sys

from agents import Agent, RunConfig, Runner, function_tool, set_default_openai_client
from openai import AsyncOpenAI
from openinference.instrumentation import using_session

from recording import book_table, get_weather, tracer_provider


def instrument(by, provider):
    if by == "openinference":
        from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor
    else:
        from opentelemetry.instrumentation.openai_agents import OpenAIAgentsInstrumentor
    # In place of the SDK's own processor, which would send its traces to its maker.
    exclusive = {"exclusive_processor": True, "replace_existing_processors": True}
    OpenAIAgentsInstrumentor().instrument(tracer_provider=provider, **exclusive)


async def main(by):
    provider = tracer_provider()
    # Neither exports the SDK's own group id; OpenInference has a context for sessions.
    session = using_session if by == "openinference" else contextlib.nullcontext
    instrument(by, provider)
    set_default_openai_client(AsyncOpenAI(max_retries=0), use_for_tracing=False)
    booker = Agent(
        name="booker",
        instructions="You book.",
        model="gpt-4o",
        tools=[function_tool(book_table)],
    )
    concierge = Agent(
        name="concierge",
        instructions="You help.",
        model="gpt-4o-mini",
        tools=[function_tool(get_weather)],
        handoffs=[booker],
    )
    with session("chat-visit-1"):
        config = RunConfig(workflow_name="Visit", group_id="chat-visit-1")
        await Runner.run(concierge, "Weather in Bonn, and a table at Adler?", run_config=config)
        streamed = Runner.run_streamed(concierge, "Say something.", run_config=config)
        async for _ in streamed.stream_events():
            pass
    with session("chat-visit-2"):
        config = RunConfig(workflow_name="Visit", group_id="chat-visit-2")
        try:
            await Runner.run(concierge, "Fail.", run_config=config)
        except Exception as e:
            print("run failed:", type(e).__name__)
    provider.shutdown()


asyncio.run(main(sys.argv[1]))
