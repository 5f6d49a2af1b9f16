# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""Runs one driver against the stubs and writes what it exported, and the truth, as a fixture.

record.py DRIVER_FOLDER [OUT_FOLDER]

The driver runs in an empty temporary folder with an environment of its own (see `environment`) and
is stopped after three minutes. Which language it is in, its pinned packages tell: see toolchain.py.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import capture
import fixture
import model
import toolchain

SECONDS = 180
MAX_BYTES = 150_000


def environment(folder, files, model_port, capture_port):
    models = f"http://127.0.0.1:{model_port}"
    passed = {key: os.environ[key] for key in ("PATH", "LANG", "JAVA_HOME") if key in os.environ}
    return passed | {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "STUB_URL": models,
        "OPENAI_BASE_URL": f"{models}/v1",
        "OPENAI_API_BASE": f"{models}/v1",
        "OPENAI_API_KEY": "stub",
        "ANTHROPIC_BASE_URL": models,
        "ANTHROPIC_API_KEY": "stub",
        "GOOGLE_GEMINI_BASE_URL": models,
        "GOOGLE_API_KEY": "stub",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{capture_port}",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_SERVICE_NAME": "recording",
        # Small batches, so that children and parents come in different requests.
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4",
        # Files that a driver leaves here are kept beside the requests.
        "RECORDING_FILES": str(files),
    }


def record(folder, out):
    about = json.loads((folder / "script.json").read_text())
    version, command = toolchain.prepare(folder, about)
    script, received = model.Script(about["steps"]), capture.Capture()
    models, receiver = model.start(script), capture.start(received)
    ports = [models.server_port, receiver.server_port]
    with tempfile.TemporaryDirectory(prefix="recording-") as name:
        home = pathlib.Path(name).resolve()
        files = home / "files"
        files.mkdir()
        env = environment(home, files, *ports) | about.get("environment", {})
        env["PYTHONPATH"] = str(folder.parent)
        result = subprocess.run(command, cwd=home, env=env, timeout=SECONDS, check=False)
        models.shutdown()
        receiver.shutdown()
        report(script, received)
        if result.returncode:
            sys.exit(f"the driver failed: exit {result.returncode} (expected: 0)")
        if len(script.served) != len(about["steps"]):
            sys.exit(f"steps played: {len(script.served)} (expected: {len(about['steps'])})")
        write(about, version, out, script, received, files, fixture.Cleaner(ports))


def report(script, received):
    for entry in script.served:
        print("served", entry)
    for tool in script.tools:
        print("tool", tool)
    print(
        f"received {len(received.traces)} requests of spans, {len(received.logs)} of logs, "
        f"{received.metrics} of metrics (not kept); refused {received.refused}"
    )


def write(about, version, out, script, received, files, cleaner):
    target = out / f"{about['emitter']}-{version}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for signal, requests in (("request", received.traces), ("logs", received.logs)):
        for number, request in enumerate(requests, 1):
            text = fixture.one_attribute_a_line(cleaner.request(request))
            (target / f"{signal}-{number:02d}.otlp.json").write_text(text)
    for file in sorted(files.iterdir()):
        if file.suffix == ".txt":
            (target / file.name).write_text(cleaner.text_file(file.read_text()))
        else:
            shutil.copy(file, target / file.name)
    truth = {
        "emitter": about["emitter"],
        "version": version,
        "what": about["what"],
        "unreported": about.get("unreported", {}),
        "unseen": about.get("unseen"),
        "totals": fixture.truth(about, script),
        "chat_ids": about["truth"].get("chat_ids"),
        "served": script.served,
        "tools": script.tools,
    }
    (target / "truth.json").write_text(json.dumps(truth, indent=1) + "\n")
    size = sum(file.stat().st_size for file in target.iterdir())
    print(f"wrote {target.name}: {size} bytes")
    if size > MAX_BYTES:
        sys.exit(f"size: {size} bytes (expected: at most {MAX_BYTES})")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    fixtures = pathlib.Path(__file__).parent.parent.parent / "server/src/test/resources/recordings"
    record(
        pathlib.Path(sys.argv[1]).resolve(),
        pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else fixtures).resolve(),
    )
