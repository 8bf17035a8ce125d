"""A follow-up → one question, by a model: only of words that the asker typed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from assistant.answers import Question
from assistant.checking.wording import LIGHT
from assistant.helping.calling import Spent, as_data, call, guarded
from assistant.helping.guarding import form_fault
from assistant.languages import is_english
from assistant.models.seam import Deadline, LanguageModel
from assistant.wordlists import word_set
from index.analysis import terms

_TURNS = 4
_MOST_CHARS = 400
_COURTESY = frozenset(terms("ok okay thanks thank please right great well yes no sorry hi hello also then too and"))
_POINTING = word_set("it they them that those these this there he she his her its their one ones")
_ASKING = word_set("who whom whose when where why which how")


class Standalone(BaseModel):
    """The question as a model puts it."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=20_000)


def standalone(model: LanguageModel, question: Question, default: str, deadline: Deadline) -> tuple[str, Spent]:
    """The question with its conversation folded in; `default`, the rules' own, where the model's does not pass.

    Earlier answers are not shown: they hold words of the papers, which nobody vouches for. What the model gives may
    hold no word that the asker did not type, and must hold every telling word of the last question.
    """
    if not question.history:
        return default, Spent()
    earlier = [as_data(turn.q, most=_MOST_CHARS) for turn in question.history[-_TURNS:]]
    data = {"earlier": "\n".join(earlier), "question": as_data(question.text)}
    reply, spent = call(model, "standalone", data, Standalone, deadline)
    if reply is None:
        return default, spent
    text = " ".join(reply.question.split())
    fault = _fault(text, question.text, " ".join(earlier), default)
    return (default, spent + guarded([fault])) if fault else (text, spent)


def _fault(text: str, asked: str, earlier: str, default: str) -> str:
    found = form_fault(text, f"{asked} {earlier} {default}")
    if found is not None or len(text) > _MOST_CHARS or not is_english(text):
        return f"question {found.guard if found else 'form'}"
    own = set(terms(text))
    if own - set(terms(f"{asked} {earlier}")):
        return "question words"
    telling = [term for term in terms(asked) if term not in LIGHT | _COURTESY]
    kept = iter(terms(text))
    if set(telling) - own or _ASKING & set(_words(asked)) - set(_words(text)):
        return "question lost"
    # Turned round it is another question, though every word is the asker's.
    if not all(term in kept for term in telling):
        return "question turned"
    # Unchanged, though the rules found that it leans on what went before.
    leans = bool(_POINTING & set(_words(asked)))
    return "question leans" if text == asked and (default != asked or leans) else ""


def _words(text: str) -> list[str]:
    return text.lower().strip(" ?.!").split()
