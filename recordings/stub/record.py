# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""Runs one driver against the stubs and writes what it exported, and the truth, as a fixture.

record.py DRIVER_FOLDER [OUT_FOLDER]

The driver runs in an empty temporary folder with an environment of its own (see `environment`) and
is stopped after three minutes. A `script.json` with a `command` and a `version` may start a driver
in any language; without them it is Python.
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
    if "command" in about:
        version = about["version"]
        command = [part.replace("{folder}", str(folder)) for part in about["command"]]
    else:
        venv = python_environment(folder / about.get("requirements", "requirements.txt"))
        asked = [venv, "-c", "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"]
        version = subprocess.check_output([*asked, about["package"]], text=True).strip()
        driver = (folder / about.get("driver", "driver.py")).resolve()
        command = [venv, str(driver), *about.get("arguments", [])]
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


def python_environment(requirements):
    """The Python of a virtual environment with these packages, made when there is none."""
    requirements = requirements.resolve()
    base = pathlib.Path(os.environ.get("RECORDINGS_VENVS", "/tmp/mozaiks-recordings"))
    venv = base / requirements.parent.name
    python, installed = venv / "bin" / "python", venv / "installed.txt"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    if not installed.exists() or installed.read_text() != requirements.read_text():
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", requirements], check=True)
        shutil.copy(requirements, installed)
    return str(python)


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
