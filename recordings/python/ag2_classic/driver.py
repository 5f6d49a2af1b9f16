# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""AG2 Classic, seen by its OpenTelemetry instrumentation or by its runtime logging.

driver.py otel|file|sqlite
"""

import os
import pathlib
import shutil
import sys

from autogen import AssistantAgent, LLMConfig, UserProxyAgent, runtime_logging
from autogen.cache.in_memory_cache import InMemoryCache
from autogen.opentelemetry import instrument_agent, instrument_llm_wrapper

from recording import book_table, get_weather, tracer_provider

FILES = pathlib.Path(os.environ["RECORDING_FILES"])
QUESTION = "Weather in Bonn, and a table at Adler?"


def assistant(name, *configs):
    llm = LLMConfig(*({"api_type": "openai", "max_retries": 0, **config} for config in configs))
    agent = AssistantAgent(name, llm_config=llm, system_message="You help.")
    for tool in (get_weather, book_table):
        agent.register_for_llm(description=tool.__doc__)(tool)
    return agent


def agents():
    user = UserProxyAgent(
        "user",
        human_input_mode="NEVER",
        code_execution_config=False,
        is_termination_msg=lambda message: "TERMINATE" in (message.get("content") or ""),
    )
    for tool in (get_weather, book_table):
        user.register_for_execution()(tool)
    # The second model is asked when the first one fails.
    concierge = assistant("concierge", {"model": "gpt-4o-mini"}, {"model": "gpt-4o"})
    return user, concierge, assistant("streamer", {"model": "gpt-4o-mini", "stream": True})


def chats(user, concierge, streamer, ask_again):
    cache = InMemoryCache("recording")
    user.initiate_chat(concierge, message=QUESTION, max_turns=5, cache=cache)
    if ask_again:
        # The answer comes from AG2's own cache.
        user.initiate_chat(concierge, message=QUESTION, max_turns=1, cache=cache)
    user.initiate_chat(streamer, message="Say something.", max_turns=2)


def main(kind):
    if kind == "otel":
        provider = tracer_provider()
        instrument_llm_wrapper(tracer_provider=provider)
        team = agents()
        for agent in team:
            instrument_agent(agent, tracer_provider=provider)
        # Spans do not tell answers of the cache from others; the logs do.
        chats(*team, ask_again=False)
        provider.shutdown()
        return
    options = {"filename": "runtime.log"} if kind == "file" else {"dbname": "runtime.db"}
    runtime_logging.start(logger_type=kind, config=options)
    chats(*agents(), ask_again=True)
    runtime_logging.stop()
    if kind == "file":
        shutil.copy("autogen_logs/runtime.log", FILES / "runtime-log.txt")
    else:
        shutil.copy("runtime.db", FILES / "runtime.db")


main(sys.argv[1])
