# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""AutoGen 0.7 with the spans it writes itself, and the events of its Python logger as a file."""

import asyncio
import logging
import os
import pathlib

from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.conditions import MaxMessageTermination
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_core import EVENT_LOGGER_NAME, SingleThreadedAgentRuntime
from autogen_ext.models.openai import OpenAIChatCompletionClient

from recording import book_table, get_weather, tracer_provider


def log_events():
    file = pathlib.Path(os.environ["RECORDING_FILES"]) / "events-log.txt"
    logger = logging.getLogger(EVENT_LOGGER_NAME)
    logger.setLevel(logging.INFO)
    logger.addHandler(logging.FileHandler(file))


def agent(name, tool, streaming=False):
    client = OpenAIChatCompletionClient(model="gpt-4o-mini", max_retries=0)
    return AssistantAgent(
        name,
        model_client=client,
        tools=[tool],
        system_message="You help.",
        reflect_on_tool_use=True,
        model_client_stream=streaming,
    )


async def main():
    provider = tracer_provider()
    log_events()
    runtime = SingleThreadedAgentRuntime(tracer_provider=provider)
    runtime.start()
    team = RoundRobinGroupChat(
        [agent("concierge", get_weather), agent("booker", book_table)],
        termination_condition=MaxMessageTermination(9),
        max_turns=2,
        runtime=runtime,
    )
    await team.run(task="Weather in Bonn, and a table at Adler?")
    await runtime.stop()
    streamer = agent("streamer", get_weather, streaming=True)
    async for _ in streamer.run_stream(task="Say something."):
        pass
    try:
        await streamer.run(task="Fail.")
    except Exception as e:
        print("run failed:", type(e).__name__)
    provider.shutdown()


asyncio.run(main())
