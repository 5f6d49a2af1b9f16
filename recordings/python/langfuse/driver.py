# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""The Langfuse SDK: its decorators around a loop of one's own, and its OpenAI client."""

import json
import os

os.environ |= {"LANGFUSE_PUBLIC_KEY": "stub", "LANGFUSE_SECRET_KEY": "stub"}
os.environ["LANGFUSE_BASE_URL"] = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]

from langfuse import get_client, observe, propagate_attributes  # noqa: E402 (reads the environment)
from langfuse.openai import OpenAI

import recording

client = OpenAI(max_retries=0)


@observe(as_type="tool")
def get_weather(city):
    return recording.get_weather(city)


@observe(as_type="tool")
def book_table(restaurant):
    return recording.book_table(restaurant)


TOOLS = {"get_weather": get_weather, "book_table": book_table}
PARAMETERS = {"type": "object", "properties": {}}
DEFINITIONS = [
    {"type": "function", "function": {"name": name, "parameters": PARAMETERS}}
    for name in TOOLS
]


@observe(as_type="agent")
def concierge(text):
    messages = [{"role": "user", "content": text}]
    while True:
        answer = client.chat.completions.create(
            model="gpt-4o-mini", messages=messages, tools=DEFINITIONS
        )
        message = answer.choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(message.model_dump(exclude_none=True))
        for call in message.tool_calls:
            try:
                result = TOOLS[call.function.name](**json.loads(call.function.arguments))
            except ValueError as e:
                result = str(e)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})


@observe(as_type="agent")
def streamer(text):
    stream = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": text}],
        stream=True,
        stream_options={"include_usage": True},
    )
    return "".join(part.choices[0].delta.content or "" for part in stream if part.choices)


with propagate_attributes(session_id="chat-visit-1", user_id="user-7", trace_name="visit"):
    concierge("Weather in Bonn, and a table at Adler?")
    streamer("Say something.")
with propagate_attributes(session_id="chat-visit-2", user_id="user-7", trace_name="visit"):
    try:
        concierge("Fail.")
    except Exception as e:
        print("run failed:", type(e).__name__)
get_client().shutdown()
