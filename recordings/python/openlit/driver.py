# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""OpenLIT with its OpenAI instrumentation around a loop of one's own, each run one trace."""

import json
import os

import openlit

openlit.init(
    otlp_endpoint=os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"],
    application_name="recording",
    disable_metrics=True,
)

from openai import OpenAI  # noqa: E402 (instrumented before it is imported)
from opentelemetry import trace

import recording

client = OpenAI(max_retries=0)

TOOLS = {"get_weather": recording.get_weather, "book_table": recording.book_table}
PARAMETERS = {"type": "object", "properties": {}}
DEFINITIONS = [
    {"type": "function", "function": {"name": name, "parameters": PARAMETERS}}
    for name in TOOLS
]


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


def streamer(text):
    stream = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": text}],
        stream=True,
        stream_options={"include_usage": True},
    )
    return "".join(part.choices[0].delta.content or "" for part in stream if part.choices)


@openlit.trace
def visit(run, text):
    return run(text)


visit(concierge, "Weather in Bonn, and a table at Adler?")
visit(streamer, "Say something.")
try:
    visit(concierge, "Fail.")
except Exception as e:
    print("run failed:", type(e).__name__)
trace.get_tracer_provider().shutdown()
