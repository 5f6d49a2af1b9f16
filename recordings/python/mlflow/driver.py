# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""MLflow tracing, sent over OTLP: its decorators around a loop of one's own, its OpenAI autolog."""

import json
import os

os.environ["MLFLOW_ENABLE_OTLP_EXPORTER"] = "true"
os.environ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = (
    os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces"
)

import mlflow  # noqa: E402 (reads the environment)
from openai import OpenAI

import recording

mlflow.openai.autolog()
client = OpenAI(max_retries=0)


def in_session(session):
    names = {"mlflow.trace.session": session, "mlflow.trace.user": "user-7"}
    mlflow.update_current_trace(metadata=names)


@mlflow.trace(span_type="TOOL")
def get_weather(city):
    return recording.get_weather(city)


@mlflow.trace(span_type="TOOL")
def book_table(restaurant):
    return recording.book_table(restaurant)


TOOLS = {"get_weather": get_weather, "book_table": book_table}
PARAMETERS = {"type": "object", "properties": {}}
DEFINITIONS = [
    {"type": "function", "function": {"name": name, "parameters": PARAMETERS}}
    for name in TOOLS
]


@mlflow.trace(span_type="AGENT")
def concierge(text, session):
    in_session(session)
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


@mlflow.trace(span_type="AGENT")
def streamer(text, session):
    in_session(session)
    stream = client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": text}],
        stream=True,
        stream_options={"include_usage": True},
    )
    return "".join(part.choices[0].delta.content or "" for part in stream if part.choices)


concierge("Weather in Bonn, and a table at Adler?", "chat-visit-1")
streamer("Say something.", "chat-visit-1")
try:
    concierge("Fail.", "chat-visit-2")
except Exception as e:
    print("run failed:", type(e).__name__)
mlflow.flush_trace_async_logging()
