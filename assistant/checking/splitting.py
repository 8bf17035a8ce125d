"""A compound claim → its parts, each a sentence that stands on its own.

Cut where a coordinated clause has a verb of its own; a clause without a subject takes the one before it along. A
doubtful cut is not made: one part that says two things is checked as one, figure by figure, all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.sentences import sentence_spans

_FINITE = (
    r"(?:will|would|can|could|may|might|must|shall|should|is|are|was|were|has|have|had|does|do|did|cannot|"
    r"(?:wo|ca|is|are|was|were|do|does|did|has|have|had|would|could|should|must)n['’]t|says?|said|plans?|"
    r"proposes?|proposed|wants?|intends?|aims?|expects?|needs?|includes?|gives?|gave|"
    r"gets?|got|receives?|received|rises?|rose|falls?|fell|increases?|increased|remains?|remained|runs?|ran|starts?|"
    r"started|begins?|began|ends?|ended|covers?|covered|costs?|pays?|paid|applies|applied|requires?|required|supports?|"
    r"supported|opposes?|opposed|welcomes?|welcomed|calls?|called|asks?|asked|believes?|believed|published|launched|"
    r"announced|committed|agreed|found|estimates?|estimated|offers?|offered|sets?|makes?|made|takes?|took|becomes?|became|"
    r"comes?|came|goes|went|sees?|saw|allows?|allowed|replaces?|replaced|extends?|extended|reports?|reported|recommends?|"
    r"recommended|welcomes?|employs?|employed|spends?|spent|lasts?|lasted|meets?|met|works?|worked|lives?|lived|"
    r"closes|closed|opens|opened|expires|expired|changed|moved|leads|led|helps|helped|means|meant|shows|showed|faces|"
    r"faced|holds|held|sends|sent|seeks|sought|uses|used|brings|brought|builds|built|keeps|kept|leaves|left|follows|"
    r"followed|joins|joined|provides|provided|ensures|ensured|considers|considered|warns|warned|hopes|hoped|gains|"
    r"gained|lost|grew|grows|doubled|halved|tripled|chairs|chaired|serves|served|noted|stays|stayed)"
)
_VERB = re.compile(rf"(?<![\w-]){_FINITE}(?![\w-])", re.IGNORECASE)
_SURELY_FINITE = re.compile(
    r"(?:also )?(?:will|would|can|could|may|might|must|shall|should|is|are|was|were|has|have|had|does|did|cannot|"
    r"said|gets?|got|gives|gave|receives|received|rose|fell|remains|remained|ran|runs|began|begins|pays|paid|applies|"
    r"requires|required|covers|covered|lasts|takes|took|becomes|became|comes|came|goes|went|includes|included|makes|"
    r"published|launched|announced|committed|agreed|extended|replaces|replaced|proposes|proposed|recommends|"
    r"recommended|says|wants|believes|thinks|welcomes|warns|hopes|expects|intends|starts|closes|opens|"
    r"expires|provides|ensures|considers)\b",
    re.IGNORECASE,
)
"""Verbs that are no nouns too ("training and support" is one thing)."""
_JOINT = re.compile(
    r"(?P<strong>\s*;\s*(?:and |but |while |whereas )?)|"
    r"(?P<soft>,?\s+(?:and|but|while|whereas|although|though|(?<!as )yet)(?: (?:that|also|then|yet))?\s+)|"
    r"(?P<which>,\s+which\s+)",
    re.IGNORECASE,
)
_SAYS = r"(?:says?|said|believes?|believed|thinks?|thought|argues?|argued|warns?|warned|hopes?|hoped|explained)"
_ATTRIBUTION = re.compile(
    rf"\A(?P<head>(?:[^,;]{{2,60}}, (?!and |but |while |though |yet ))?[^,;]{{3,80}}?(?<!to )\b"
    rf"(?:(?:{_SAYS}|states?|stated|claims?|notes?|confirms?|confirmed|announced|proposes?|recommends?|wants?|"
    rf"told [\w ]{{2,30}}?) that|{_SAYS}(?! (?:in|on|at|to|of|about)\b)) )",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\A\s*(?:is it (?:true|right|correct|the case) that|it is (?:true|said|claimed) that|"
    r"(?:i )?(?:think|understand|hear|believe) that|claim\s*:|fact\s*:)\s+",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\A\s*(?:(?:for|to) (?:the )?[\w’'-]+(?: [\w’'-]+){0,2}\s*(?::|\s[–—-])|"
    r"(?:n\.?b\.?|f\.?y\.?i\.?|p\.?s\.?|(?:please )?note|reminder|headline|key [\w]+)\s*(?::|,|\s[–—-]|(?= that\b))|"
    r"(?:in (?:brief|short|summary|a nutshell|a word|other words)|to (?:sum up|be clear|recap)|briefly|basically|"
    r"put simply|simply put)\s*[,:–—-]|"
    r"(?:(?:members|councillors|colleagues|officers|cabinet|the (?:board|committee|cabinet|panel)) (?:may|might|will|"
    r"should|are (?:asked|invited))(?: (?:wish|want|like))?(?: to)? (?:note|be (?:aware|told|reminded)|know|remember)|"
    r"it (?:should|may|must|might) be (?:noted|remembered|said|stressed)|it is worth (?:noting|saying|stressing)))"
    r"(?: that\b)?\s+(?!that\b)(?=\S+ \S+ \S)",
    re.IGNORECASE,
)
"""Words of a briefing that only lead up to what it says."""
_QUESTION = re.compile(
    r"\A\W*(?:(?:what|when|where|who|whom|whose|which|why|how)(?:['’]s|s)?\b(?!ever)|"
    r"(?:is|are|was|were|will|would|can|could|do|does|did|has|have|had|should|may|might|must)(?:n['’]t)? "
    r"(?:it|they|we|there|this|that|the|a|an|i|you|he|she|any|all|every|councils?|government|ministers|local|children|"
    r"foster|social|[A-Z]\w+)\b)",
    re.IGNORECASE,
)
_GAPPED = re.compile(
    rf"(?P<left>.{{3,80}}?\b(?P<verb>(?:(?:will|would|is to|are to|has|have|is|are) )?{_FINITE}(?: (?:up|down))?|"
    r"(?:will|would|is to|are to) \w+(?: (?:up|down))?) "
    rf"(?:from|to|by|at) (?=[£\d]).+?),? and (?P<right>(?:[^\W\d][\w’'-]*(?: |(?= ))){{1,8}}?)"
    r"(?P<value>(?:from|to|by|at) [£\d].+)",
    re.IGNORECASE,
)
"""A verb that is said once for two things, each with its values: "… goes from £5 to £6, and that from £7 to £8"."""
_RUNS_ON = re.compile(r"\b(?:who|which|that|whose|where|when|to|of|for|in|by|with)\Z", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?:it|they|he|she|both|(?:this|these|those)(?= (?:is|are|will|was|were|has|have|would|can|may)\b))\s",
    re.IGNORECASE,
)
_OPENS = re.compile(
    rf"(?<![\w'’-])(?:that|what|how|whether|if|because|when|where|which|who|(?<!to ){_SAYS})"
    r"(?![\w'’-])",
    re.IGNORECASE,
)
"""Words that open a clause: it goes on until it has a verb."""
_HANGS_ON = re.compile(r"\b(?:so|if|because|since|when|while|unless|until|what|how)\b", re.IGNORECASE)
"""Words that no subject holds."""
_WHILE_THEY = re.compile(r"while(?: also)?\s+\Z", re.IGNORECASE)
_LOOKED_BACK = 3
"""Sentences before, in which a pronoun's noun is looked for."""
_MOST_PARTS = 6
_LEAST_WORDS = 3


def plain_claim(text: str) -> str:
    """The claim without the words that only put it ("Is it true that …?", "For members: …", "Please note that …")."""
    said = _FRAME.sub("", text)
    if said != text:
        text = said[0].upper() + said[1:]
    bare = _ASKED.sub("", text)
    if bare == text:
        return text
    bare = bare.rstrip(" ?") + "."
    return bare[0].upper() + bare[1:]


def standing_alone(text: str, context: Sequence[str]) -> str:
    """A sentence of a draft with what its pronoun stands for in the pronoun's place.

    >>> standing_alone("It will rise to £3,000.", ["The leaving care allowance is £2,000."])
    'The leaving care allowance will rise to £3,000.'
    """
    pronoun = _PRONOUN.match(text)
    if pronoun is None:
        return text
    for before in reversed(context[-_LOOKED_BACK:]):
        last = sentence_spans(before)
        subject = _subject(before[last[-1][0] : last[-1][1]]) if last else ""
        if subject and not _PRONOUN.match(f"{subject} "):
            return subject + text[pronoun.end() - 1 :]
    return text


def is_question(text: str) -> bool:
    """Whether it asks instead of saying; "Is it true that …?" says.

    >>> is_question("How much is the fund?"), is_question("Is it true that the fund is £5m?")
    (True, False)
    """
    if _ASKED.match(text):
        return False
    text = plain_claim(text)
    return text.rstrip(" \"'”’").endswith("?") and bool(_QUESTION.match(text) or len(sentence_spans(text)) == 1)


def split_claim(text: str) -> tuple[str, ...]:
    """The parts of a claim, in its order; one part where it says one thing.

    >>> split_claim("The fund is worth £5m and will open in April 2024.")
    ('The fund is worth £5m', 'The fund will open in April 2024.')
    >>> split_claim("The fee goes up from £5 to £6, and the fine from £7 to £9.")
    ('The fee goes up from £5 to £6', 'The fine goes up from £7 to £9.')
    >>> split_claim("Councils and schools will share £5m.")
    ('Councils and schools will share £5m.',)
    """
    parts: list[str] = []
    for start, end in sentence_spans(text):
        parts += [one for part in _split_sentence(text[start:end].strip()) for one in _verb_said_once(part)]
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
        if re.match(r"(?:to|of|for|in|on|by|with|from|at|how|whether|that|which|who|what|why)\b", right, re.IGNORECASE):
            continue
        subject = ""
        if not subject_words or joint["which"]:
            subject = _antecedent(left) if joint["which"] else _subject(left)
            if not subject:
                continue
        elif subject_words[0].lower() in {"it", "they", "this", "these", "he", "she", "both"}:
            if _WHILE_THEY.search(joint[0]):
                continue
            subject = _subject(left)
            if subject:
                right = right[len(subject_words[0]) :].lstrip()
        elif not _is_clause(right, verb, surely=not joint["strong"]):
            continue
        whole = f"{subject} {right}".strip()
        return [
            f"{head}{left}".rstrip(" ,"),
            *_split_sentence(head + (whole if head else whole[0].upper() + whole[1:])),
        ]
    return [sentence]


def _verb_said_once(sentence: str) -> list[str]:
    """Two sentences of one whose verb counts for two things, each with values of its own."""
    attribution = _ATTRIBUTION.match(sentence)
    head = attribution["head"] if attribution else ""
    gapped = _GAPPED.fullmatch(sentence[len(head) :])
    if gapped is None or _VERB.search(gapped["right"]) is not None:
        return [sentence]
    second = f"{gapped['right'].strip()} {gapped['verb']} {gapped['value']}"
    return [head + gapped["left"], head + (second if head else second[0].upper() + second[1:])]


def _stands(left: str) -> bool:
    """Whether what is left of a cut is a clause by itself, and the last clause in it has its verb: "what workers in
    health" goes on ("and social care are paid"), and so does "children's" ("and parents' views count").
    """
    if _VERB.search(left, 1) is None or len(left.split()) < _LEAST_WORDS or re.search(r"['’]s?\Z", left):
        return False
    opened = [found.end() for found in _OPENS.finditer(left)]
    return not opened or _VERB.search(left, opened[-1]) is not None


def _is_clause(right: str, verb: re.Match[str], surely: bool) -> bool:
    """Whether words before the verb make a subject: no list goes on there ("… and children who are in care"), and
    nothing that may be a noun is taken for the verb ("… and better support for carers").
    """
    before = right[: verb.start()].strip()
    if surely and not _SURELY_FINITE.match(right[verb.start() :]):
        return False
    return bool(before) and not _HANGS_ON.search(before) and not _RUNS_ON.search(before)


def _subject(left: str) -> str:
    verb = _VERB.search(left)
    return left[: verb.start()].strip() if verb and verb.start() > 0 else ""


def _antecedent(left: str) -> str:
    """What ", which" stands for: the last noun phrase before it, as far as its article."""
    found = re.search(r"\b(?:the|a|an|this|its|their)\s+[^,;]{2,60}\Z", left, re.IGNORECASE)
    return found[0] if found else ""
