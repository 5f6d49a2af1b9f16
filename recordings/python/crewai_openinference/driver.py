# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""CrewAI, instrumented by OpenInference, its model calls seen by the OpenAI instrumentation too."""

from recording import book_table, get_weather, tracer_provider

provider = tracer_provider()

from openinference.instrumentation import using_session  # noqa: E402
from openinference.instrumentation.crewai import CrewAIInstrumentor
from openinference.instrumentation.openai import OpenAIInstrumentor

CrewAIInstrumentor().instrument(tracer_provider=provider)
OpenAIInstrumentor().instrument(tracer_provider=provider)

from crewai import LLM, Agent, Crew, Task
from crewai.tools import tool


def crew(name, *jobs):
    llm = LLM(model="gpt-4o-mini", provider="openai", max_retries=0)
    agents, tasks = [], []
    for role, job in jobs:
        who = {"role": role, "goal": "Help.", "backstory": "You help."}
        tools = [tool(get_weather), tool(book_table)]
        agents.append(Agent(**who, llm=llm, tools=tools, max_retry_limit=0, max_iter=5))
        tasks.append(Task(description=job, expected_output="A line.", agent=agents[-1]))
    return Crew(name=name, agents=agents, tasks=tasks)


with using_session("chat-visit-1"):
    crew("visit", ("concierge", "Weather in Bonn?"), ("booker", "Book a table at Adler.")).kickoff()
with using_session("chat-visit-2"):
    try:
        crew("failing", ("concierge", "Fail.")).kickoff()
    except Exception as e:
        print("crew failed:", type(e).__name__)
provider.shutdown()
