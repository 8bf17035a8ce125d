"""What a user set of a language model: options before the environment before `settings.toml` in the data folder."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import UserFacingError, one_line

if TYPE_CHECKING:
    from assistant.settings import Settings

FILE = "settings.toml"
_PREFIX = "REFORMS_"
_KEYS = "A key goes into the environment alone, as OPENAI_API_KEY or REFORMS_MODEL_KEY."


class SettingsError(UserFacingError):
    """A setting that is unknown, out of its bounds, or holds a key. The value itself is never told."""


def settled(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings, of all places where a user may have set them.

    Args:
        given: By options.
        environment: Of which `REFORMS_MODEL…` counts.

    Raises:
        SettingsError: One line that names the place and the setting.
    """
    from pydantic import ValidationError

    from assistant.settings import Settings, default_data_folder

    path = Path(given.get("data") or default_data_folder()) / FILE
    known = tuple(name for name in Settings.model_fields if name.startswith("model"))
    from_file, from_environment = _of_file(path), _of_environment(environment)
    for place, found in ((str(path), from_file), ("The environment", from_environment)):
        unknown = [name for name in found if name not in known]
        if unknown:
            raise SettingsError(
                f"{place}: '{one_line(unknown[0], max_chars=40)}' is no setting. There are {', '.join(known)}. {_KEYS}"
            )
    places = dict.fromkeys(from_file, str(path)) | dict.fromkeys(from_environment, "The environment")
    places |= dict.fromkeys(given, "The command")
    values = {**from_file, **from_environment, **given}
    _refuse_keys(values, places, environment)
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "model"
        said = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise SettingsError(f"{places.get(name, 'Settings')}: {name}: {said}.") from None


def _of_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError:
        # Nothing of what TOML's reader says: it shows the line.
        raise SettingsError(f'{path}: is not TOML. Write lines such as model = "ollama:llama3.2".') from None


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    from assistant.models.providers import KEY_VARIABLE

    mine = {name: value.strip() for name, value in environment.items() if name.startswith(f"{_PREFIX}MODEL")}
    return {name.removeprefix(_PREFIX).lower(): value for name, value in mine.items() if value and name != KEY_VARIABLE}


def _refuse_keys(values: Mapping[str, Any], places: Mapping[str, str], environment: Mapping[str, str]) -> None:
    from assistant.models.providers import KEY_VARIABLE, PROVIDERS

    variables = {KEY_VARIABLE, *(name for one in PROVIDERS for name in one.keys)}
    keys = [environment[name].strip() for name in variables if len(environment.get(name, "").strip()) > 5]
    for name, value in values.items():
        if any(key in str(value) for key in keys):
            raise SettingsError(f"{places[name]}: {name} holds a key. {_KEYS}")
