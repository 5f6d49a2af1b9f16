# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""What is kept of a recording: requests with nothing of the machine, and the truth beside them."""

import json
import re

DROPPED_PREFIXES = ("host.", "process.", "os.", "container.", "k8s.", "cloud.")
DROPPED_KEYS = {
    "code.filepath",
    "code.file.path",
    "exception.stacktrace",
    "mlflow.source.name",
    "mlflow.user",
    "thread.id",
    "user.name",
}
PATH = re.compile(r"/(?:Users|home|opt|private|root|srv|tmp|usr|var|work)/[^\s\"'\\,;:)]*")
LONG = 2000
LEAF = 200


class Cleaner:
    """Removes paths and this run's ports, and shortens long texts.

    A long text that is JSON stays JSON: only the texts in it are shortened, since an emitter may
    keep its token counts there.
    """

    def __init__(self, ports):
        self.ports = {str(port): str(8000 + place) for place, port in enumerate(ports)}

    def text(self, text):
        text = PATH.sub("<path>", text)
        if text in self.ports:
            return self.ports[text]
        for port, stable in self.ports.items():
            text = re.sub(rf"(127\.0\.0\.1|localhost):{port}\b", rf"\1:{stable}", text)
        if len(text) <= LONG:
            return text
        try:
            return json.dumps(shortened(json.loads(text)))
        except ValueError:
            return text[:LONG] + " [cut]"

    def text_file(self, text):
        return "".join(PATH.sub("<path>", line) for line in text.splitlines(keepends=True))

    def request(self, node):
        if isinstance(node, dict):
            return {key: self.member(key, value) for key, value in node.items()}
        if isinstance(node, list):
            return [self.request(item) for item in node]
        return self.text(node) if isinstance(node, str) else node

    def member(self, key, value):
        if key in ("attributes", "values") and isinstance(value, list):
            value = [item for item in value if not is_dropped(item.get("key", ""))]
        if key == "intValue":
            return self.ports.get(str(value), value)
        return self.request(value)


def one_attribute_a_line(request):
    text = json.dumps(request, separators=(",", ":"), ensure_ascii=False)
    starts = r'([\[,])(?=\{"(?:key|traceId|resource|scope|timeUnixNano)":)'
    return re.sub(starts, r"\1\n", text) + "\n"


def is_dropped(key):
    return key.startswith(DROPPED_PREFIXES) or key in DROPPED_KEYS


def shortened(node):
    if isinstance(node, dict):
        return {key: shortened(value) for key, value in node.items()}
    if isinstance(node, list):
        return [shortened(item) for item in node]
    if isinstance(node, str) and len(node) > LEAF:
        return node[:LEAF] + " [cut]"
    return node


def truth(about, script):
    """The true totals: tokens and calls as the model server served them, tools as they ran.

    A request marked `inside_call` was followed by another one for the same call (a retry, a
    fallback): it counts only where `requests_are_calls` says that the emitter shows each request.
    What the client `lost` of a step's usage, although it was served, cannot be expected of it, nor
    what leaves no span at all (`unseen`).
    """
    steps = about["steps"]
    each = about.get("requests_are_calls", False)
    played = list(zip(steps, script.served))
    calls = [
        (step, entry)
        for step, entry in played
        if (each or not step.get("inside_call")) and not step.get("unseen")
    ]
    usages = [
        {key: 0 if key in step.get("lost", ()) else count for key, count in entry["usage"].items()}
        for step, entry in calls
        if entry["usage"]
    ]
    declared = about["truth"]
    tools = [tool for tool in script.tools if tool["tool"] not in declared.get("unseen_tools", ())]
    totals = {
        "chats": declared["chats"],
        "sub_chats": declared.get("sub_chats", 0),
        "agent_turns": declared["agent_turns"] - declared.get("unseen_turns", 0),
        "llm_calls": len(calls) + declared.get("locally_cached_calls", 0),
        "llm_errors": sum(entry["status"] != 200 for _, entry in calls),
        "prompt_tokens": sum(usage["prompt"] for usage in usages),
        "completion_tokens": sum(usage["completion"] for usage in usages),
        "cached_read_tokens": sum(usage["cached"] for usage in usages),
        "reasoning_tokens": sum(usage["reasoning"] for usage in usages),
        "tool_calls": len(tools),
        "tool_errors": sum(not tool["ok"] for tool in tools),
    }
    if "locally_cached_calls" in declared:
        totals["locally_cached_calls"] = declared["locally_cached_calls"]
    for field in about.get("unreported", {}):
        if field not in totals:
            raise ValueError(f"unreported: {field} (expected: one of {', '.join(totals)})")
        totals[field] = None
    return totals
