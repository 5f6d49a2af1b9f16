# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""An OTLP/HTTP receiver that keeps each request it gets, in order."""

import gzip
import json
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import otlp

MAX_BODY = 16 << 20
MAX_REQUESTS = 500
SIGNALS = {"/v1/traces": "TraceRequest", "/v1/logs": "LogsRequest", "/v1/metrics": None}


class Capture:
    def __init__(self):
        self.traces = []
        self.logs = []
        self.metrics = 0
        self.refused = []
        self.lock = threading.Lock()

    def take(self, path, media_type, body):
        signal = next((s for s in SIGNALS if path.endswith(s)), None)
        if signal is None:
            with self.lock:
                self.refused.append(path)
            return 404
        message = SIGNALS[signal]
        if message is None:
            with self.lock:
                self.metrics += 1
            return 200
        is_json = media_type.startswith("application/json")
        request = json.loads(body) if is_json else otlp.decode(message, body)
        with self.lock:
            kept = self.traces if signal == "/v1/traces" else self.logs
            if len(kept) >= MAX_REQUESTS:
                return 429
            kept.append(request)
        return 200


def handler(capture):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            self.answer(404, b"")

        def do_POST(self):
            media_type = self.headers.get("Content-Type", "")
            path = self.path.partition("?")[0]
            status = capture.take(path, media_type, self.body())
            is_json = media_type.startswith("application/json")
            self.answer(status, b"{}" if is_json else b"", media_type or "application/x-protobuf")

        do_PUT = do_PATCH = do_POST

        def body(self):
            if self.headers.get("Transfer-Encoding", "") == "chunked":
                body = b""
                while size := int(self.rfile.readline().partition(b";")[0], 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                    if len(body) > MAX_BODY:
                        raise ValueError("body too large")
                self.rfile.readline()
            else:
                body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MAX_BODY))
            encoding = self.headers.get("Content-Encoding", "")
            if encoding == "gzip":
                return gzip.decompress(body)
            return zlib.decompress(body) if encoding == "deflate" else body

        def answer(self, status, body, media_type="application/json"):
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def start(capture):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(capture))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
