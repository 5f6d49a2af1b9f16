# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""A LangGraph agent, instrumented by OpenInference, by OpenLLMetry or by LangSmith's own export.

driver.py openinference|traceloop|langsmith
"""

import os
import sys

from recording import book_table, get_weather, tracer_provider


def instrument(by):
    if by == "langsmith":
        os.environ |= {"LANGSMITH_TRACING": "true", "LANGSMITH_OTEL_ENABLED": "true"}
        os.environ |= {"LANGSMITH_OTEL_ONLY": "true", "LANGSMITH_API_KEY": "stub"}
        # Its own API is not wanted here, only OTLP.
        os.environ["LANGSMITH_ENDPOINT"] = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]
        return tracer_provider()
    provider = tracer_provider()
    if by == "openinference":
        from openinference.instrumentation.langchain import LangChainInstrumentor as Instrumentor
    else:
        from opentelemetry.instrumentation.langchain import LangchainInstrumentor as Instrumentor
    Instrumentor().instrument(tracer_provider=provider)
    return provider


def main(by):
    provider = instrument(by)
    from langchain.agents import create_agent
    from langchain.tools import tool
    from langchain_openai import ChatOpenAI
    from langgraph.checkpoint.memory import InMemorySaver

    model = ChatOpenAI(model="gpt-4o-mini", max_retries=0, stream_usage=True)
    agent = create_agent(
        model,
        tools=[tool(get_weather), tool(book_table)],
        system_prompt="You help.",
        checkpointer=InMemorySaver(),
        name="concierge",
    )

    def ask(text):
        return {"messages": [{"role": "user", "content": text}]}

    def thread(name):
        metadata = {"session_id": name}
        return {"configurable": {"thread_id": name}, "metadata": metadata}

    agent.invoke(ask("Weather in Bonn?"), thread("chat-visit-1"))
    for _ in agent.stream(ask("Say something."), thread("chat-visit-1"), stream_mode="messages"):
        pass
    try:
        agent.invoke(ask("Book a table at Adler."), thread("chat-visit-2"))
    except ValueError as e:
        print("run failed:", e)
    try:
        agent.invoke(ask("Fail."), thread("chat-visit-3"))
    except Exception as e:
        print("run failed:", type(e).__name__)
    if by == "langsmith":
        from langchain_core.tracers.langchain import wait_for_all_tracers

        wait_for_all_tracers()
    provider.shutdown()


main(sys.argv[1])
