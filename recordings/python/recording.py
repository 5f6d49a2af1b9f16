# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""What the drivers share: two tools whose runs are counted, and a tracer provider."""

import json
import os
import urllib.request


def ran(tool, ok):
    """Tells the stub that a tool ran: the truth about tools comes from here."""
    body = json.dumps({"tool": tool, "ok": ok}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(os.environ["STUB_URL"] + "/tool", body, headers)
    urllib.request.urlopen(request, timeout=10).close()


def get_weather(city: str) -> str:
    """The weather of a city."""
    ran("get_weather", True)
    return f"Sunny in {city}"


def book_table(restaurant: str) -> str:
    """Books a table in a restaurant."""
    ran("book_table", False)
    raise ValueError(f"{restaurant} is closed")


def tracer_provider(make_global=True):
    """A provider that exports in batches to where the environment says."""
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    if make_global:
        trace.set_tracer_provider(provider)
    return provider
