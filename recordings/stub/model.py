# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""A model server that plays a script.

The n-th request gets the n-th step, whichever API it speaks, so a driver must ask one thing after
the other. Token counts differ in every step, so that a sum tells which calls are in it. What was
served is kept in `served`: the truth about a recording comes from there, never from its spans.
"""

import base64
import json
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MAX_BODY = 4 << 20
MAX_REQUESTS = 200


def usage_of(number, step):
    """Token counts of the n-th step: cached ones in every second, reasoning in every third."""
    usage = {
        "prompt": 120 + 31 * number,
        "completion": 20 + 9 * number,
        "cached": 0 if number % 2 == 0 else 32 + 8 * number,
        "reasoning": 0 if number % 3 == 0 else 5 + 2 * number,
    }
    usage.update(step.get("usage", {}))
    return usage


class Script:
    def __init__(self, steps):
        self.steps = steps
        self.served = []
        self.tools = []
        self.lock = threading.Lock()

    def next(self, api, model, stream):
        with self.lock:
            number = len(self.served)
            if number >= MAX_REQUESTS:
                return number, {"status": 429, "message": "more requests than any script has"}, {}
            step = self.steps[number] if number < len(self.steps) else {"text": "Done."}
            usage = usage_of(number, step)
            entry = {
                "api": api,
                "model": model,
                "stream": stream,
                "status": step.get("status", 200),
                "scripted": number < len(self.steps),
                "usage": usage if "status" not in step else None,
            }
            self.served.append(entry)
            return number, step, usage


def calls_of(number, step):
    """The tool calls a step asks for: (id, name, arguments as JSON)."""
    return [
        (f"call_{number}_{place}", tool["name"], json.dumps(tool.get("arguments", {})))
        for place, tool in enumerate(step.get("tools", []))
    ]


def openai_usage(usage):
    return {
        "prompt_tokens": usage["prompt"],
        "completion_tokens": usage["completion"],
        "total_tokens": usage["prompt"] + usage["completion"],
        "prompt_tokens_details": {"cached_tokens": usage["cached"], "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": usage["reasoning"], "audio_tokens": 0},
    }


def chat_completion(number, step, usage, model):
    calls = [
        {"id": i, "type": "function", "function": {"name": n, "arguments": a}}
        for i, n, a in calls_of(number, step)
    ]
    message = {"role": "assistant", "content": step.get("text"), "refusal": None}
    if calls:
        message["tool_calls"] = calls
    finish = "tool_calls" if calls else "stop"
    return {
        "id": f"chatcmpl-stub{number:04d}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": openai_usage(usage),
    }


def chat_chunks(number, step, usage, model, with_usage):
    base = {
        "id": f"chatcmpl-stub{number:04d}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": model,
    }

    def chunk(delta, finish=None):
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return dict(base, choices=[choice], **({"usage": None} if with_usage else {}))

    yield chunk({"role": "assistant", "content": ""})
    for word in (step.get("text") or "").split():
        yield chunk({"content": word + " "})
    for place, (call_id, name, arguments) in enumerate(calls_of(number, step)):
        function = {"name": name, "arguments": arguments}
        call = {"index": place, "id": call_id, "type": "function", "function": function}
        yield chunk({"tool_calls": [call]})
    yield chunk({}, "tool_calls" if step.get("tools") else "stop")
    if with_usage:
        yield dict(base, choices=[], usage=openai_usage(usage))


def response(number, step, usage, model):
    output = [
        {
            "type": "function_call",
            "id": f"fc_{call_id}",
            "call_id": call_id,
            "name": name,
            "arguments": arguments,
            "status": "completed",
        }
        for call_id, name, arguments in calls_of(number, step)
    ]
    if step.get("text"):
        content = [{"type": "output_text", "text": step["text"], "annotations": []}]
        output.append({
            "type": "message",
            "id": f"msg_stub{number:04d}",
            "role": "assistant",
            "status": "completed",
            "content": content,
        })
    return {
        "id": f"resp_stub{number:04d}",
        "object": "response",
        "created_at": int(time.time()),
        "status": "completed",
        "model": model,
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "temperature": 1.0,
        "top_p": 1.0,
        "usage": {
            "input_tokens": usage["prompt"],
            "input_tokens_details": {"cached_tokens": usage["cached"]},
            "output_tokens": usage["completion"],
            "output_tokens_details": {"reasoning_tokens": usage["reasoning"]},
            "total_tokens": usage["prompt"] + usage["completion"],
        },
    }


def response_events(number, step, usage, model):
    whole = response(number, step, usage, model)
    begun = dict(whole, status="in_progress", output=[], usage=None)
    yield {"type": "response.created", "response": begun}
    for place, item in enumerate(whole["output"]):
        yield {"type": "response.output_item.added", "output_index": place, "item": item}
        if item["type"] == "message":
            text = {"item_id": item["id"], "output_index": place, "content_index": 0}
            for word in step["text"].split():
                yield dict(text, type="response.output_text.delta", delta=word + " ", logprobs=[])
        yield {"type": "response.output_item.done", "output_index": place, "item": item}
    yield {"type": "response.completed", "response": whole}


def embeddings(body, usage, model):
    vector = [0.25, -0.5, 1.0]
    if body.get("encoding_format") == "base64":
        vector = base64.b64encode(struct.pack("<3f", *vector)).decode()
    texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
    data = [
        {"object": "embedding", "index": place, "embedding": vector} for place in range(len(texts))
    ]
    counts = {"prompt_tokens": usage["prompt"], "total_tokens": usage["prompt"]}
    return {"object": "list", "data": data, "model": model, "usage": counts}


def anthropic_usage(usage):
    # Anthropic counts the tokens read from its cache apart from the input.
    return {
        "input_tokens": usage["prompt"] - usage["cached"],
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": usage["cached"],
        "output_tokens": usage["completion"],
    }


def message(number, step, usage, model):
    content = [{"type": "text", "text": step["text"]}] if step.get("text") else []
    for call_id, name, arguments in calls_of(number, step):
        call = {"type": "tool_use", "id": call_id, "name": name, "input": json.loads(arguments)}
        content.append(call)
    return {
        "id": f"msg_stub{number:04d}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": "tool_use" if step.get("tools") else "end_turn",
        "stop_sequence": None,
        "usage": anthropic_usage(usage),
    }


def message_events(number, step, usage, model):
    whole = message(number, step, usage, model)
    begun = dict(whole, content=[], stop_reason=None, usage=dict(whole["usage"], output_tokens=1))
    yield {"type": "message_start", "message": begun}
    for place, block in enumerate(whole["content"]):
        if block["type"] == "text":
            empty, delta = dict(block, text=""), {"type": "text_delta", "text": block["text"]}
        else:
            empty = dict(block, input={})
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        yield {"type": "content_block_start", "index": place, "content_block": empty}
        yield {"type": "content_block_delta", "index": place, "delta": delta}
        yield {"type": "content_block_stop", "index": place}
    stop = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": stop, "usage": {"output_tokens": usage["completion"]}}
    yield {"type": "message_stop"}


def gemini(number, step, usage, model):
    parts = [{"text": step["text"]}] if step.get("text") else []
    for call_id, name, arguments in calls_of(number, step):
        parts.append({"functionCall": {"id": call_id, "name": name, "args": json.loads(arguments)}})
    # Gemini counts its thoughts apart from the candidates.
    counts = {
        "promptTokenCount": usage["prompt"],
        "candidatesTokenCount": usage["completion"] - usage["reasoning"],
        "totalTokenCount": usage["prompt"] + usage["completion"],
    }
    if usage["cached"]:
        counts["cachedContentTokenCount"] = usage["cached"]
    if usage["reasoning"]:
        counts["thoughtsTokenCount"] = usage["reasoning"]
    content = {"role": "model", "parts": parts}
    return {
        "responseId": f"stub{number:04d}",
        "modelVersion": model,
        "candidates": [{"index": 0, "content": content, "finishReason": "STOP"}],
        "usageMetadata": counts,
    }


def handler(script):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            self.answer(200, {"object": "list", "data": []})

        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            if length > MAX_BODY:
                return self.answer(413, {"error": {"message": "body too large"}})
            body = json.loads(self.rfile.read(length) or b"{}")
            path = self.path.partition("?")[0]
            if path == "/tool":
                script.tools.append(body)
                return self.answer(200, {})
            if path.endswith("/chat/completions"):
                return self.openai_chat(body)
            if path.endswith("/responses"):
                return self.openai_response(body)
            if path.endswith("/embeddings"):
                return self.openai_embeddings(body)
            if path.endswith("/messages"):
                return self.anthropic(body)
            if path.endswith(("generateContent", "GenerateContent")):
                return self.gemini(path)
            self.answer(404, {"error": {"message": f"the stub has no {path}"}})

        def take(self, api, model, stream):
            number, step, usage = script.next(api, model, stream)
            time.sleep(0.02)  # so that durations are not zero
            if "status" in step:
                text = step.get("message", "the script says so")
                error = {"message": text, "type": "scripted", "code": "scripted"}
                self.answer(step["status"], {"type": "error", "error": error})
                return None
            return number, step, usage, answering(model)

        def openai_chat(self, body):
            stream = bool(body.get("stream"))
            taken = self.take("chat.completions", body.get("model"), stream)
            if taken is None:
                return
            if not stream:
                return self.answer(200, chat_completion(*taken))
            with_usage = bool((body.get("stream_options") or {}).get("include_usage"))
            if not with_usage:
                script.served[taken[0]]["usage"] = None
            chunks = [json.dumps(chunk) for chunk in chat_chunks(*taken, with_usage)]
            self.stream("".join(f"data: {chunk}\n\n" for chunk in [*chunks, "[DONE]"]))

        def openai_response(self, body):
            stream = bool(body.get("stream"))
            taken = self.take("responses", body.get("model"), stream)
            if taken is None:
                return
            if not stream:
                return self.answer(200, response(*taken))
            self.events(response_events(*taken))

        def openai_embeddings(self, body):
            taken = self.take("embeddings", body.get("model"), False)
            if taken is None:
                return
            number, _, usage, model = taken
            script.served[number]["usage"] = dict.fromkeys(usage, 0) | {"prompt": usage["prompt"]}
            self.answer(200, embeddings(body, usage, model))

        def anthropic(self, body):
            stream = bool(body.get("stream"))
            taken = self.take("messages", body.get("model"), stream)
            if taken is None:
                return
            if not stream:
                return self.answer(200, message(*taken))
            self.events(message_events(*taken))

        def gemini(self, path):
            model = path.rpartition("/")[2].partition(":")[0]
            stream = "streamGenerateContent" in path
            taken = self.take("generateContent", model, stream)
            if taken is None:
                return
            number, step, usage, _ = taken
            answer = gemini(number, step, usage, model)
            if not stream:
                return self.answer(200, answer)
            self.stream(f"data: {json.dumps(answer)}\r\n\r\n")

        def events(self, events):
            lines = []
            for place, event in enumerate(events):
                body = json.dumps(dict(event, sequence_number=place))
                lines.append(f"event: {event['type']}\ndata: {body}\n\n")
            self.stream("".join(lines))

        def stream(self, text):
            self.send(200, "text/event-stream", text.encode())

        def answer(self, status, body):
            self.send(status, "application/json", json.dumps(body).encode())

        def send(self, status, media_type, body):
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def answering(model):
    """The model that answers has another name than the one asked for, as with real providers."""
    return f"{model}-2024-07-18" if model and model.startswith("gpt-") else model


def start(script):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(script))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
