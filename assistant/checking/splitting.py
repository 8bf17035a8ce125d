"""A compound claim → its parts, each a sentence that stands on its own.

Cut where a coordinated clause has a verb of its own; a clause without a subject takes the one before it along. A
doubtful cut is not made: one part that says two things is checked as one, figure by figure, all the same.
"""

from __future__ import annotations

import re

from corpus.sentences import sentence_spans

_FINITE = (
    r"(?:will|would|can|could|may|might|must|shall|should|is|are|was|were|has|have|had|does|do|did|cannot|won['’]t|"
    r"isn['’]t|aren['’]t|says?|said|plans?|proposes?|proposed|wants?|intends?|aims?|expects?|needs?|includes?|gives?|gave|"
    r"gets?|got|receives?|received|rises?|rose|falls?|fell|increases?|increased|remains?|remained|runs?|ran|starts?|"
    r"started|begins?|began|ends?|ended|covers?|covered|costs?|pays?|paid|applies|applied|requires?|required|supports?|"
    r"supported|opposes?|opposed|welcomes?|welcomed|calls?|called|asks?|asked|believes?|believed|published|launched|"
    r"announced|committed|agreed|found|estimates?|estimated|offers?|offered|sets?|makes?|made|takes?|took|becomes?|became|"
    r"comes?|came|goes|went|sees?|saw|allows?|allowed|replaces?|replaced|extends?|extended|reports?|reported|recommends?|"
    r"recommended|welcomes?|employs?|employed|spends?|spent|lasts?|lasted|meets?|met|works?|worked|lives?|lived)"
)
_VERB = re.compile(rf"(?<![\w-]){_FINITE}(?![\w-])", re.IGNORECASE)
_SURELY_FINITE = re.compile(
    r"(?:also )?(?:will|would|can|could|may|might|must|shall|should|is|are|was|were|has|have|had|does|did|cannot|"
    r"said|gets?|got|gives|gave|receives|received|rose|fell|remains|remained|ran|runs|began|begins|pays|paid|applies|"
    r"requires|required|covers|covered|lasts|takes|took|becomes|became|comes|came|goes|went|includes|included|makes|"
    r"published|launched|announced|committed|agreed|extended|replaces|replaced|proposes|proposed|recommends|recommended)\b",
    re.IGNORECASE,
)
"""Verbs that are no nouns too ("training and support" is one thing)."""
_JOINT = re.compile(
    r"(?P<strong>\s*;\s*(?:and |but |while |whereas )?)|"
    r"(?P<soft>,?\s+(?:and|but|while|whereas|although|though|yet)(?: (?:that|also|then))?\s+)|"
    r"(?P<which>,\s+which\s+)",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"\A(?P<head>.{3,80}?\b(?:says?|said|states?|stated|believes?|thinks?|argues?|claims?|notes?|confirms?|confirmed|"
    r"announced|warns?|warned|proposes?|recommends?|wants?|told [\w ]{2,30}?) that )",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\A\s*(?:is it (?:true|right|correct|the case) that|it is (?:true|said|claimed) that|"
    r"(?:i )?(?:think|understand|hear|believe) that|claim\s*:|fact\s*:)\s+",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\A\W*(?:(?:what|when|where|who|whom|whose|which|why|how)(?:['’]s|s)?\b(?!ever)|"
    r"(?:is|are|was|were|will|would|can|could|do|does|did|has|have|had|should|may|might|must)(?:n['’]t)? "
    r"(?:it|they|we|there|this|that|the|a|an|i|you|he|she|any|all|every|councils?|government|ministers|local|children|"
    r"foster|social|[A-Z]\w+)\b)",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"\b(?:who|which|that|whose|where|when|to|of|for|in|by|with)\Z", re.IGNORECASE)
_MOST_PARTS = 6
_LEAST_WORDS = 3


def plain_claim(text: str) -> str:
    """The claim without the words that only put it ("Is it true that …?")."""
    bare = _ASKED.sub("", text)
    if bare == text:
        return text
    bare = bare.rstrip(" ?") + "."
    return bare[0].upper() + bare[1:]


def is_question(text: str) -> bool:
    """Whether it asks instead of saying; "Is it true that …?" says.

    >>> is_question("How much is the fund?"), is_question("Is it true that the fund is £5m?")
    (True, False)
    """
    if plain_claim(text) != text:
        return False
    return text.rstrip(" \"'”’").endswith("?") and bool(_QUESTION.match(text) or len(sentence_spans(text)) == 1)


def split_claim(text: str) -> tuple[str, ...]:
    """The parts of a claim, in its order; one part where it says one thing.

    >>> split_claim("The fund is worth £5m and will open in April 2024.")
    ('The fund is worth £5m', 'The fund will open in April 2024.')
    >>> split_claim("Councils and schools will share £5m.")
    ('Councils and schools will share £5m.',)
    """
    parts: list[str] = []
    for start, end in sentence_spans(text):
        parts += _split_sentence(text[start:end].strip())
    return tuple(parts[:_MOST_PARTS]) if parts else (text,)


def _split_sentence(sentence: str) -> list[str]:
    attribution = _ATTRIBUTION.match(sentence)
    head = attribution["head"] if attribution else ""
    body = sentence[len(head) :]
    for joint in _JOINT.finditer(body):
        left, right = body[: joint.start()], body[joint.end() :]
        if not _stands(left) or len(right.split()) < _LEAST_WORDS:
            continue
        verb = _VERB.search(right)
        if verb is None:
            continue
        subject_words = right[: verb.start()].split()
        if not subject_words and not _SURELY_FINITE.match(right):
            continue
        if not joint["strong"] and len(subject_words) > 8:
            continue
        if re.match(r"(?:to|of|for|in|on|by|with|from|at|how|whether|that|which|who)\b", right, re.IGNORECASE):
            continue
        subject = ""
        if not subject_words or joint["which"]:
            subject = _antecedent(left) if joint["which"] else _subject(left)
            if not subject:
                continue
        elif subject_words[0].lower() in {"it", "they", "this", "these", "he", "she", "both"}:
            subject = _subject(left)
            if subject:
                right = right[len(subject_words[0]) :].lstrip()
        elif not _is_clause(right, verb):
            continue
        whole = f"{subject} {right}".strip()
        return [
            f"{head}{left}".rstrip(" ,"),
            *_split_sentence(head + (whole if head else whole[0].upper() + whole[1:])),
        ]
    return [sentence]


def _stands(left: str) -> bool:
    """Whether what is left of a cut is a clause by itself."""
    verb = _VERB.search(left)
    return verb is not None and verb.start() > 0 and len(left.split()) >= _LEAST_WORDS


def _is_clause(right: str, verb: re.Match[str]) -> bool:
    """Whether words before the verb make a subject: no list goes on there ("… and children who are in care")."""
    before = right[: verb.start()].strip()
    return bool(before) and not re.search(
        r"\b(?:who|which|that|whose|where|when|to|of|for|in|by|with)\Z", before, re.IGNORECASE
    )


def _subject(left: str) -> str:
    verb = _VERB.search(left)
    return left[: verb.start()].strip() if verb and verb.start() > 0 else ""


def _antecedent(left: str) -> str:
    """What ", which" stands for: the last noun phrase before it, as far as its article."""
    found = re.search(r"\b(?:the|a|an|this|its|their)\s+[^,;]{2,60}\Z", left, re.IGNORECASE)
    return found[0] if found else ""
