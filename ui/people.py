"""Who may sign in, as what, and who has: passwords are kept as scrypt hashes in a file that only its owner reads.

Nobody needs to sign in where nobody is named. A maintainer changes the library, a reviewer scores answers. Naming a
reader or a reviewer closes the page to everybody else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UserFacingError
from ui.limits import Limiter

Role = Literal["reader", "reviewer", "maintainer"]

MIN_PASSWORD_CHARS = 10
SIGNED_IN_S = 8 * 60 * 60.0
TRIES = 5
TRIES_WITHIN_S = 300.0
_N, _R, _P = 2**14, 8, 1


class Person(BaseModel):
    """One who may sign in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Role
    password: Annotated[str, Field(pattern=r"^scrypt\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$")]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    people: dict[Annotated[str, Field(pattern=r"^[\w.-]{1,40}$")], Person] = {}


class People:
    """Those who may sign in, and the visitors who have."""

    def __init__(
        self, people: Mapping[str, Person] | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Know these people; nobody is signed in."""
        self._people = dict(people or {})
        self._clock = clock
        self._signed_in: dict[str, tuple[str, float]] = {}
        self._tries = Limiter(TRIES, TRIES_WITHIN_S, clock=clock)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many may sign in."""
        return len(self._people)

    @property
    def closed(self) -> bool:
        """Whether the page is for those alone who sign in."""
        return any(person.role != "maintainer" for person in self._people.values())

    def sign_in(self, visitor: str, name: str, password: str, *, address: str = "") -> str:
        """Let a visitor in; "" when done, else the line that says why not."""
        wait = self._tries.wait_s(f"{name.casefold()} {address}")
        if wait:
            return f"Too many tries. Wait {int(wait // 60) + 1} minutes and try again."
        person = self._people.get(name)
        # A name that nobody has costs as much as one with a wrong password, so that names cannot be told apart.
        kept = person.password if person else f"scrypt${'A' * 24}${'A' * 44}"
        if not _fits(password, kept) or person is None:
            return "The name or the password is not right."
        self._tries.clear(f"{name.casefold()} {address}")
        with self._lock:
            self._signed_in[visitor] = (name, self._clock() + SIGNED_IN_S)
        return ""

    def sign_out(self, visitor: str) -> None:
        """Forget that a visitor signed in."""
        with self._lock:
            self._signed_in.pop(visitor, None)

    def name_of(self, visitor: str) -> str:
        """Who a visitor signed in as, for eight hours; "" for nobody."""
        with self._lock:
            name, until = self._signed_in.get(visitor, ("", 0.0))
            if name and until < self._clock():
                del self._signed_in[visitor]
                return ""
            return name

    def role_of(self, visitor: str) -> Role | None:
        """As what a visitor signed in."""
        person = self._people.get(self.name_of(visitor))
        return person.role if person else None


def load_people(path: Path) -> dict[str, Person]:
    """Read the file; nobody where there is none.

    Raises:
        UserFacingError: If it cannot be read. Serving without it would open a page that was closed.
    """
    try:
        return dict(_File.model_validate_json(path.read_bytes()).people)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UserFacingError(f"{path}: cannot be read ({error.strerror}). Check its rights.") from error
    except ValidationError as error:
        raise UserFacingError(f"{path}: is not readable ({error.errors()[0]['msg']}). Mend or remove it.") from error


def save_people(path: Path, people: Mapping[str, Person]) -> None:
    """Write the file for its owner's eyes only, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"people": {name: one.model_dump() for name, one in people.items()}}, indent=1)
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(told)
    new.replace(path)


def named(name: str, role: str, password: str) -> dict[str, Person]:
    """One person as the file keeps them, by name.

    Raises:
        UserFacingError: If the name, the role or the password will not do.
    """
    try:
        return _File.model_validate({"people": {name: {"role": role, "password": hashed(password)}}}).people
    except ValidationError as error:
        what = "role" if "role" in error.errors()[0]["loc"] else "name"
        met = role if what == "role" else name
        allowed = "reader, reviewer or maintainer" if what == "role" else "up to 40 letters, digits, '.' and '-'"
        raise UserFacingError(f"The {what} '{met}' will not do: use {allowed}.") from error


def hashed(password: str) -> str:
    """A password as it is kept.

    Raises:
        UserFacingError: If it is too short.
    """
    if len(password) < MIN_PASSWORD_CHARS:
        raise UserFacingError(f"The password has {len(password)} characters. Use {MIN_PASSWORD_CHARS} or more.")
    salt = secrets.token_bytes(16)
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(_scrypt(password, salt)).decode()}"


def _fits(password: str, kept: str) -> bool:
    _, salt, digest = kept.split("$")
    return hmac.compare_digest(_scrypt(password, base64.b64decode(salt)), base64.b64decode(digest))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=_N, r=_R, p=_P, dklen=32)
