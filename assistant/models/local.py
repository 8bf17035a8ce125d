"""A model in this process: a GGUF file or a folder of transformers', read by path and never from a hub."""

from __future__ import annotations

import atexit
import importlib.util
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict

from assistant.models import cutting
from assistant.models.chat import ChatLanguageModel, Shared
from assistant.models.failures import Server, too_small
from assistant.models.loading import ModelError
from assistant.models.providers import ModelName

if TYPE_CHECKING:
    from assistant.settings import Settings

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}
_INSTALL = "Run `pip install 'reforms-assistant[local]'`."
_PATIENCE_S = 20.0
_MOST_CONTEXT = 8_192
"""More is not kept in a laptop's memory, whatever the model could read."""


def load_local(settings: Settings, name: ModelName, shared: Shared) -> LocalLanguageModel:
    """A model that is read when it is first asked, or made ready with `prepare`.

    A GGUF file is read by llama.cpp where `llama-cpp-python` is installed, which also keeps to a schema; else by
    transformers, which unpacks it to two bytes a parameter.

    Raises:
        ModelError: If the path can hold no model.
    """
    path = Path(name.model)
    if path.is_file() and path.suffix.lower() == ".gguf":
        if not _has("llama_cpp") and not _has("gguf"):
            raise ModelError(f"{path}: GGUF files need the package 'gguf'. {_INSTALL}")
    elif not (path / "config.json").is_file():
        raise ModelError(f"{path}: no GGUF file and no folder of a transformers model. Check the path.")
    return LocalLanguageModel(
        name=str(name),
        make=lambda _: _read_model(settings, path),
        server=Server("This machine", str(name), local=True),
        retries=0,
        context_tokens=settings.model_context_tokens,
        reply_tokens=settings.model_reply_tokens,
        shared=shared,
    )


def _read_model(settings: Settings, path: Path) -> LocalChatModel:
    try:
        if path.is_file() and _has("llama_cpp"):
            return _by_llama(settings, path)
        return _by_transformers(settings, path)
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"{path}: cannot be read as a language model ({type(error).__name__}: {error}).") from None


@dataclass
class LocalLanguageModel(ChatLanguageModel):
    """A model in this process: what it can, is known once it is read."""

    _reading: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def prepare(self, left_out: frozenset[str] = frozenset()) -> BaseChatModel:
        """Read it, once; seconds to minutes. Whoever comes meanwhile waits."""
        del left_out
        with self._reading:
            is_new = not self._made
            chat = super().prepare()
            assert isinstance(chat, LocalChatModel)  # noqa: S101 - `load_local` makes no other
            if is_new:
                atexit.register(await_end, chat.lock)
            self.context_tokens, self.count, self.keep_to = chat.context_tokens, chat.count, chat.keep_to
            return chat


def await_end(lock: Any, patience_s: float = _PATIENCE_S) -> bool:
    """Let a call that was given up end, and no other begin: llama.cpp must not lose its weights while it reads.

    Otherwise a process that has done its work ends with a fault of memory. Between two tokens such a call lets go by
    itself; what takes longer is the prompt.
    """
    return bool(lock.acquire(timeout=patience_s))


class LocalChatModel(BaseChatModel):
    """One model in this process behind LangChain's seam: one call at a time, ended by its `Cut`.

    Attributes:
        write: Messages and a schema, or None → text, tokens read, tokens written, whether it broke off at the limit.
        count: Tokens of a text.
        context_tokens: What it reads and writes together.
        keeps_to_schema: Whether `write` can hold its reply to a schema.
        lock: Held while it writes.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    write: Callable[[list[dict[str, str]], dict[str, Any] | None], tuple[str, int, int, bool]]
    count: Callable[[str], int]
    context_tokens: int
    keeps_to_schema: bool = False
    lock: Any = None

    @property
    def _llm_type(self) -> str:
        return "path"

    @property
    def keep_to(self) -> Callable[[Any, str, dict[str, Any]], Any] | None:
        """How it is told to keep to a schema, where it can."""
        return (lambda chat, _, schema: chat.bind(schema=schema)) if self.keeps_to_schema else None

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager
        cut = cutting.current()
        if not self.lock.acquire(timeout=-1 if cut is None else cut.deadline.left):
            raise TimeoutError
        try:
            said = [{"role": _ROLES[one.type], "content": str(one.text)} for one in messages]
            text, n_read, n_written, broke_off = self.write(said, kwargs.get("schema"))
        finally:
            self.lock.release()
        message = AIMessage(
            text,
            usage_metadata={"input_tokens": n_read, "output_tokens": n_written, "total_tokens": n_read + n_written},
            response_metadata={"finish_reason": "length" if broke_off else "stop"},
        )
        return ChatResult(generations=[ChatGeneration(message=message)])


def read_weights(path: Path) -> tuple[Any, Any]:
    """Tokenizer and model of a GGUF file or a transformers folder, on the processor, two bytes a parameter.

    Raises:
        ModelError: If it has no chat template.
    """
    import torch
    import transformers

    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    given: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    # Pickled weights could run code: safetensors or GGUF, or nothing.
    loaded: dict[str, Any] = {"use_safetensors": True}
    folder = path
    if path.is_file():
        folder, given = path.parent, {**given, "gguf_file": path.name}
        loaded = {"quantization_config": transformers.GgufConfig(dequantize=True)}
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder, **given)
    if not tokenizer.chat_template:
        raise ModelError(f"{path}: has no chat template. Take a model that follows instructions ('instruct', 'chat').")
    model: Any = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, **given, **loaded)
    model.eval()
    return tokenizer, model


def _by_transformers(settings: Settings, path: Path) -> LocalChatModel:
    import torch
    import transformers

    tokenizer, model = read_weights(path)
    most = min(int(getattr(model.config, "max_position_embeddings", _MOST_CONTEXT)), _MOST_CONTEXT)
    context = min(settings.model_context_tokens or most, most)

    def write(said: list[dict[str, str]], _: dict[str, Any] | None) -> tuple[str, int, int, bool]:
        read = tokenizer.apply_chat_template(said, add_generation_prompt=True, return_tensors="pt", return_dict=True)
        n_read = int(read["input_ids"].shape[1])
        _check_room(n_read, settings.model_reply_tokens, context, path)
        cut = cutting.current()

        def over(ids: Any, scores: Any, **_: Any) -> Any:
            # Looked at between two tokens, so that a call that was given up lets go of the processor.
            ended = cut is not None and (cut.over or cut.deadline.left <= 0)
            return torch.full((ids.shape[0],), ended, dtype=torch.bool)

        with torch.inference_mode():
            out = model.generate(
                **read,
                max_new_tokens=settings.model_reply_tokens,
                do_sample=False,
                stopping_criteria=transformers.StoppingCriteriaList([over]),
            )
        if cut is not None and (cut.over or cut.deadline.left <= 0):
            # Ended by the clock, and perhaps before whoever waits has seen it: half a reply is none.
            raise TimeoutError
        written = out[0][n_read:]
        text = str(tokenizer.decode(written, skip_special_tokens=True))
        return text, n_read, len(written), len(written) >= settings.model_reply_tokens

    return LocalChatModel(
        write=write,
        count=lambda text: len(tokenizer.encode(text, add_special_tokens=False)),
        context_tokens=context,
        lock=threading.Lock(),
    )


def _by_llama(settings: Settings, path: Path) -> LocalChatModel:
    import llama_cpp

    context = min(settings.model_context_tokens or _MOST_CONTEXT, _MOST_CONTEXT)
    model = llama_cpp.Llama(str(path), n_ctx=context, verbose=False)

    def write(said: list[dict[str, str]], schema: dict[str, Any] | None) -> tuple[str, int, int, bool]:
        cut, parts, n_written, broke_off = cutting.current(), [], 0, False
        n_read = sum(len(model.tokenize(one["content"].encode(), add_bos=False)) + 8 for one in said)
        _check_room(n_read, settings.model_reply_tokens, context, path)
        shaped = {} if schema is None else {"response_format": {"type": "json_object", "schema": schema}}
        for event in model.create_chat_completion(
            said, temperature=0.0, max_tokens=settings.model_reply_tokens, stream=True, **shaped
        ):
            if cut is not None and (cut.over or cut.deadline.left <= 0):
                raise TimeoutError
            choice = event["choices"][0]
            parts.append(choice["delta"].get("content") or "")
            n_written += bool(parts[-1])  # the first event holds the role, the last one the reason
            broke_off = choice.get("finish_reason") == "length"
        return "".join(parts), n_read, n_written, broke_off

    return LocalChatModel(
        write=write,
        count=lambda text: len(model.tokenize(text.encode(), add_bos=False)),
        context_tokens=context,
        keeps_to_schema=True,
        lock=threading.Lock(),
    )


def _check_room(n_read: int, n_reply: int, context: int, path: Path) -> None:
    if n_read + n_reply > context:
        raise too_small(Server("This machine", path.name, local=True))


def _has(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) is not None for module in modules)
