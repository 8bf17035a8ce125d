"""Who may hold a view in these papers, by the names an asker would use, and which paper a question names.

Read from the documents themselves (`index/voices.py`): their publishers, whose statements their blocks are, and the
short forms that follow from those ("Durham" for "Durham County Council", "LGA" where the text says so). Nobody is named
here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.wordlists import word_set
from corpus.standpoint import GOVERNMENT
from index.voices import Voices

INSTITUTIONAL = word_set(
    "a an and of for the in on to at with by local national government central association council "
    "councils county "
    "city borough town district metropolitan royal unitary combined authority department ministry office agency "
    "committee board commission commissioner partnership trust foundation society institute centre center learning "
    "research service services group network alliance federation union education health care social children "
    "childrens young people families family skills work pensions transport environment food rural affairs home "
    "england english uk british britain scottish welsh northern ireland scotland wales press team unit body "
    "improvement inspectorate regulator limited ltd plc north south east west new great greater upper lower "
    "members member meeting colleagues chair cllr councillor mr mrs ms dr sir minister secretary state"
)
"""Words of bodies' names that are not a name by themselves."""
_GOVERNMENT_FORMS = ("government", "ministers", "minister", "whitehall", "uk government", "central government",
                     "secretary of state", "the department")  # fmt: skip
_BODIES = word_set(
    "association department ministry commission committee institute federation union charity agency society"
)
"""Words that name a body alone where only one of the publishers is one: "the association"."""
_SMALL = frozenset({"for", "of", "and", "the", "in", "on", "to", "&"})
PRESS_RELEASE = "(?:press|news|media) (?:release|notice|statement)"
"""Any of the names of one kind of paper."""
PAPER = (
    rf"(?:report|paper|briefing|brief|pack|agenda|minutes|{PRESS_RELEASE}|summary|guidance|document|"
    r"publication|article|bulletin|leaflet|factsheet|response|submission|circular|letter|statement|note|one)s?"
)
"""What a paper is called by who asks for it."""
_WITHIN = (
    r"(?!(?:a|an|the|its|their|his|her|our|any|some|this|that|to|of|for|in|on|at|and|or|about)\b|"
    rf"(?:publish|issue|releas|respond|writ|receiv)\w*\b|(?!(?:{'|'.join(sorted(INSTITUTIONAL))})'s)[\w-]+'s\b)[\w'-]+"
)
"""A word between a publisher and its paper: none that opens another phrase ("did the LGA publish its paper", where the
paper is what is asked about), and no other owner ("Durham University's paper")."""
_WHOSE = "the|this|that|in|of|gov|govt|government|government's|department|department's|ministry|ministry's|ministers'"
_MEETING_PAPERS = frozenset({"agenda", "minute", "pack"})
_HOLDER_MAX = 60
_WORD = re.compile(r"[^\W_]+(?:['’&.-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Holder:
    """One body or person whose statements the papers hold.

    Attributes:
        name: As standpoints and publishers call it: "LGA", "UK Government", "Durham County Council".
        forms: What an asker may type for it, lower case, longest first.
        documents: Ids of the documents it published.
    """

    name: str
    forms: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Holders:
    """Everybody who holds something in a set of documents, and the documents' own names.

    Attributes:
        entries: Publishers first, then those whose statements the papers report.
        kinds: Kind of each document ("press release"), lower case, by id.
    """

    entries: tuple[Holder, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, voices: Mapping[str, Voices]) -> Holders:
        """Put together from who speaks in each document, by its id."""
        forms: dict[str, dict[str, None]] = {}
        published: dict[str, dict[str, None]] = {}
        for document_id, own in voices.items():
            if not own.publisher:
                continue
            forms.setdefault(own.name, {}).update(dict.fromkeys(_forms(own.publisher)))
            forms[own.name][own.name.lower()] = None
            published.setdefault(own.name, {})[document_id] = None
        for own in voices.values():
            for holder in own.holders:
                if len(holder) <= _HOLDER_MAX:
                    forms.setdefault(holder, {}).update(dict.fromkeys((holder.lower(),)))
        for word, names in _alone([own for own in voices.values() if own.publisher]).items():
            if len(names) == 1:
                forms[names.pop()][f"the {word}"] = None
        if GOVERNMENT in forms:
            forms[GOVERNMENT].update(dict.fromkeys(_GOVERNMENT_FORMS))
        entries = tuple(
            Holder(name, tuple(sorted(known, key=len, reverse=True)), tuple(published.get(name, ())))
            for name, known in forms.items()
        )
        return cls(entries, tuple((i, own.kind.lower()) for i, own in voices.items()))

    def named(self, text: str) -> tuple[Holder, ...]:
        """Those the text names, in order of first mention; a longer name hides a shorter one inside it."""
        return tuple(dict.fromkeys(holder for _, _, holder in self.mentions(text)))

    def mentions(self, text: str) -> tuple[tuple[int, int, Holder], ...]:
        """Where the text, its white space folded, names whom; a form that several share gives each of them."""
        return tuple(
            (match.start(), match.end(), self.entries[number])
            for match in self._pattern.finditer(_plain(text))
            for number in self._by_form[match[0].removesuffix("'s").removesuffix("s'")]
        )

    def is_holder(self, phrase: str) -> bool:
        """Whether a phrase, articles aside, is a holder's name and nothing else."""
        plain = _plain(phrase)
        words = re.sub(r"\A(?:the|a|an)\s+|['’]s?\Z", "", plain)
        # "The association" is one by its article; "an association" is any.
        return words in self._by_form or (f"the {words}" in self._by_form and not plain.startswith(("a ", "an ")))

    def papers(self, text: str) -> tuple[str, ...]:
        """Ids of the documents the text names: "in the Durham report", "the press release", "according to the LGA"."""
        plain = _plain(text)
        found: dict[str, None] = {}
        for form in self._by_form:
            if form not in plain:  # there may be thousands, each with a pattern of its own
                continue
            name = self._written(form)
            near = re.search(
                rf"\b{name}(?:'s)?(?: {_WITHIN}){{0,3}}? (?P<noun>{PAPER})\b|"
                rf"\b(?P<before>{PAPER}) (?:\w+ ){{0,3}}?(?:by|from|of) (?:the )?{name}\b|"
                rf"\b(?:acc(?:ording|\.)? to|in|(?:as )?per) (?:the )?{name}(?:\Z|[?,.;])|"
                rf"\bas (?:our |the )?{name}(?: (?:colleagues|officers|council|paper|people))? "
                rf"(?:not(?:es?|ed)|reports?|reported|puts? it|told|tells?|describes?|sets? (?:it )?out|"
                rf"records?|recorded|summarises?|summarised|has it|have it)\b",
                plain,
            )
            if near:
                noun = (near["noun"] or near["before"] or "").removesuffix("s")
                found.update(dict.fromkeys(self._published(form, noun)))
        if not found:
            for document_id, kind in self.kinds:
                # A kind of one word ("report") could be anybody's; two words name the paper.
                name = PRESS_RELEASE if kind == "press release" else re.escape(kind)
                if " " in kind and re.search(rf"\b(?:{_WHOSE}) {name}\b", plain):
                    found[document_id] = None
        return tuple(found)

    def _published(self, form: str, noun: str) -> list[str]:
        """A holder's documents, those of the kind the noun tells first where there are any."""
        ids = [i for number in self._by_form[form] for i in self.entries[number].documents]
        kinds = dict(self.kinds)
        wanted = _MEETING_PAPERS if noun in _MEETING_PAPERS else {noun}
        fitting = [i for i in ids if noun and any(word in kinds[i] for word in wanted)]
        return fitting or ids

    @cached_property
    def _by_form(self) -> dict[str, tuple[int, ...]]:
        forms: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            for form in entry.forms:
                forms.setdefault(form, []).append(number)
        return {form: tuple(numbers) for form, numbers in forms.items()}

    def _written(self, form: str) -> str:
        """The pattern of a form."""
        # "The Association of Directors" is another body. Any department is the government's.
        alone = form.removeprefix("the ") in _BODIES and form.startswith("the ")
        other = alone and all(self.entries[number].name != GOVERNMENT for number in self._by_form[form])
        return re.escape(form) + (r"(?! (?:of|for|on)\b)" if other else "")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = "|".join(self._written(form) for form in sorted(self._by_form, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])(?:{forms})(?:'s|s')?(?![\w-])" if forms else r"(?!)")


def _alone(published: Sequence[Voices]) -> dict[str, set[str]]:
    """Which publishers are an association, a department …, by that word: their names for standpoints."""
    found: dict[str, set[str]] = {}
    for own in published:
        for word in set(own.publisher.lower().split()) & _BODIES:
            found.setdefault(word, set()).add(own.name)
    return found


def _forms(publisher: str) -> list[str]:
    """Full name, both kinds of initials, and the words that are a name by themselves."""
    words = _WORD.findall(publisher)
    large = "".join(word[0] for word in words if word[0].isupper())
    every = "".join(word[0] for word in words)
    own = [word for word in words if word.lower() not in INSTITUTIONAL and (word[0].isupper() or word[0].isdigit())]
    forms = [publisher, *(short for short in (large, every) if len(short) >= 3), *own]
    without = [word for word in words if word.lower() not in INSTITUTIONAL | _SMALL]
    if len(without) > 1:
        forms.append(" ".join(without))
    return [form.lower().replace("’", "'") for form in forms]


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
