"""Words that decide whether two sentences say the same: scope, direction, negation, hedging.

English of public papers in general; no paper, programme or body is named here.
"""

from __future__ import annotations

import re

from assistant.wordlists import word_set
from index.analysis import terms

UNIVERSAL = re.compile(
    r"\b(?:all|every|each|(?<!before )(?<!without )(?<!if )(?<!whether )(?<!prior to )any|"
    r"always|never|none|no one|everyone|everybody|everywhere|nationwide|nationally|"
    r"entire(?:ly)?|whole|universal(?:ly)?|across (?:the country|england|the uk)|throughout (?:the country|england)|"
    r"only|solely|exclusively|in full|fully|100%|100 per cent)\b",
    re.IGNORECASE,
)
"""Words that leave nobody and nothing out, or everybody else."""
FEW = re.compile(
    r"\b(?:some|several|a (?:number|few|handful|minority|proportion|small number) of|certain|selected|specific|many|"
    r"most|a majority of|the majority of|half|up to|at most|part(?:ly|ially)|particular)\b",
    re.IGNORECASE,
)
"""Words of quantity that leave somebody out."""
LIMITED = re.compile(
    r"\b(?:some|several|a (?:number|few|handful|minority|proportion|small number) of|certain|selected|specific|many|"
    r"most|a majority of|the majority of|half|pilots?|pathfinders?|trail?blazers?|trials?|trialled|up to|"
    r"at most|part(?:ly|ially)|initial(?:ly)?|volunteer|where (?:possible|appropriate|necessary)|particular(?:ly)?|"
    r"often|usually|generally|sometimes|mainly|mostly|(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d+) "
    r"(?:\w+ ){0,2}(?:areas|authorities|councils|places|regions|sites|schools|boroughs))\b",
    re.IGNORECASE,
)
"""Words of any kind that leave somebody or something out."""

NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|none|nobody|nothing|without|cannot|can't|won't|isn't|aren't|wasn't|weren't|"
    r"doesn't|don't|didn't|hasn't|haven't|hadn't|wouldn't|shouldn't|couldn't|mustn't|no longer|"
    r"(?:has|have|had|is|are) (?:yet|still) to|rul(?:e|es|ed|ing) out|reject(?:s|ed|ing)?|refus(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
"""Words that turn a statement round."""
NO_NEGATION = re.compile(
    r"\b(?:not only|not just|not least|no (?:later|earlier|more|less|fewer|doubt)(?: than)?|no matter|whether or not|"
    r"not (?:more|less|fewer|later) than|no further than|(?:not|n't) (?:\w+ ){1,8}?(?:before|until|till)|if not)\b",
    re.IGNORECASE,
)
"""Uses of them that do not."""

TURNED = re.compile(
    rf"{NEGATION.pattern}|\b(?:lack(?:s|ed|ing)? of|absence of|fail(?:s|ed|ing)? to|rather than|instead of|nowhere|few|"
    r"little|whether|hardly|barely|far from|doubts?|doubtful)\b",
    re.IGNORECASE,
)
"""Words before one of direction that turn it round or leave it open."""
IDLE = re.compile(
    r"\b(?:(?:in|at|by|towards?|before|until) the end|the end|end of|ends? up|ended up|end[- ]to[- ]end|down to|"
    r"more and more|more or less|ke(?:ep|eps|pt) an eye|hold up|set up|make up|back up|take up|come up|brought? up)\b",
    re.IGNORECASE,
)
"""Phrases whose words of direction tell of none."""

AGES = tuple(
    (re.compile(rf"\bages?\b(?: \w+){{0,8}}? (?:{words})\b", re.IGNORECASE), word)
    for words, word in (
        (r"risen|rises|rising|rose|gone up|goes up|going up|increas\w+", "older"),
        (r"fallen|falls|falling|fell|gone down|goes down|going down|dropp\w+|decreas\w+", "younger"),
    )
)
"""What is said of an age, and of those who have it."""

_OPPOSITES = (
    ("increase increased increases increasing rise rises rising rose risen grow grows growing grew growth raise raises "
     "raised raising uplift higher extra expand expanded expanding expansion double doubled doubling up",
     "decrease decreased decreases decreasing fall falls falling fell fallen decline declines declined shrink shrinks "
     "shrinking shrank cut cuts cutting reduce reduced reduces reducing reduction lower lowered drop drops dropped "
     "halve halved down"),
    ("extend extended extends extending lengthen lengthened", "shorten shortened cut reduce reduced"),
    ("more most", "fewer fewest less least"),
    ("above over exceeds exceeding exceeded", "below under beneath"),
    ("before earlier earliest", "after later latest following"),
    ("start starts started begin begins began launch launched open opens opened introduce introduced",
     "end ends ended close closes closed finish finished stop stopped abolish abolished scrap scrapped"),
    ("strengthen strengthened strengthens tighten tightened", "weaken weakened weakens loosen loosened relax relaxed"),
    ("support supports supported welcome welcomes welcomed back backs backed endorse endorses endorsed",
     "oppose opposes opposed reject rejects rejected criticise criticises criticised condemn condemned"),
    ("accept accepts accepted agree agrees agreed",
     "reject rejects rejected refuse refuses refused disagree disagrees"),
    ("mandatory compulsory required obligatory statutory", "voluntary optional discretionary"),
    ("maximum most", "minimum least"),
    ("first", "last final"),
    ("meet meets met reach reached hit achieve achieved", "miss missed misses"),
    ("surplus", "shortfall deficit shortage gap"),
    ("permanent", "temporary interim"),
    ("national", "local regional"),
    ("public", "private"),
    ("new additional", "existing current"),
    ("success successful succeeded", "failure failed unsuccessful"),
    ("improve improves improved improving better", "worsen worsens worsened deteriorate deteriorated worse"),
    ("include includes included including", "exclude excludes excluded excluding"),
    ("within inside", "outside beyond"),
    ("faster quicker sooner accelerate", "slower delay delayed postpone postponed"),
    ("merge merged join joined combine combined", "separate separated split divide divided"),
    ("keep keeps kept retain retained retains maintain maintained remain remains",
     "remove removed removes replace replaced replaces abolish abolished scrap scrapped end ended"),
    ("majority", "minority"),
    ("adequate sufficient enough", "inadequate insufficient"),
    ("clear clarity", "unclear"),
    ("urgent immediately quickly", "gradual gradually slowly"),
    ("older oldest", "younger youngest"),
    ("weekly", "monthly annual annually yearly"),
)  # fmt: skip


def _stem_set(words: str) -> frozenset[str]:
    return frozenset(term for word in words.split() for term in terms(word) or [word])


OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (_stem_set(first), _stem_set(second)) for first, second in _OPPOSITES
)
"""Pairs of stems that cannot both be said of one change."""

_SYNONYMS = (
    "increase rise raise uplift grow go goes going went up hike boost higher more",
    "decrease fall cut reduce reduction lower drop decline shrink less fewer",
    "spend spent invest investment fund funding back backed commit committed pay paid put money cash budget worth sum "
    "cost allocate",
    "get receive given awarded entitled eligible",
    "start begin began launch introduce introduction come comes came commence force effect live open place roll rolled "
    "in implement implementation",
    "end stop abolish scrap close finish cease run until conclude",
    "keep retain retention retaining stay hold hang remain",
    "recruit recruitment hire attract appoint find",
    "explore consider examine look investigate review case whether",
    "publish publication issue release out produce due launch",
    "help support assist assistance aid backed",
    "plan strategy programme scheme reform package",
    "ministers minister government department whitehall dfe secretary",
    "council councils authority authorities la las local",
    "child children kid kids youngster youngsters young",
    "family families household parents parent",
    "staff worker workers workforce employees practitioners professionals people",
    "school schools education",
    "need needs require requires must required requirement have has obliged duty",
    "want wants like hope wish aim ambition",
    "say says said state states believe believes think argue claim claims note report warn",
    "rule rules regulation regulations requirement standard standards",
    "build built create develop developed set establish found",
    "meet met reach reached hit achieve achieved",
    "miss missed fail failed short",
    "welcome welcomed support pleased back backed praise",
    "concern concerned worry worried fear warn",
    "ask asked call called urge urged demand request seek",
    "test pilot trial try tried pathfinder trailblazer",
    "extend extended extension widen expand cover",
    "replace replaced swap instead substitute",
    "become becomes became take takes role appointed made",
    "big biggest large largest great greatest",
    "rating rated judged judgement graded",
    "consult consultation views responses feedback",
    "relative relatives kin kinship grandparents relations",
    "chance likelihood risk",
    "lack shortage shortfall gap insufficient enough",
    "house housing accommodation home homes placement placements",
    "deliver delivered provide provided offer give",
    "split divide share shared",
    "allow allowed let permit enable",
    "price cost costs fee fees charge",
    "talk talked spoke speak speaking engage engaged met meeting",
    "finish complete completed end",
    "last lasts lasting long run",
    "agree agreed accept accepted approve approved",
    "job jobs role roles post posts position positions work",
    "doctor health nhs medical",
    "train training qualification development learn",
    "quick quickly swift swiftly fast urgent",
    "old older age aged",
    "relying reliance rely depend dependence",
    "follow follows following responds response respond",
)

LIGHT_WORDS = word_set(
    "a an the and or but of in on at to for from by with as into than that this these those it its they their there he "
    "she his her we our us you your i who whom whose which what when where how why if whether while although though so "
    "such also both each all any some more most other another same new be is are was were been being has have had do "
    "does did will would can could may might must shall should about over under up down out off per cent percent year "
    "years month months week weeks day days say says said state states stated set sets make makes made give gives "
    "given get gets take takes taken put use used plan plans planned paper papers report reports document documents "
    "according around nearly almost approximately roughly least number total sum amount one two "
    "three four five six seven eight nine ten first second third next last current currently part include includes "
    "including included provide provides provided receive receives received help helps helping ensure ensures within "
    "across through between during against around toward towards further additional extra part parts "
    # who puts it and how
    "view views position opinion opinions note notes noted wish brief describe describes described tell tells told "
    "fear fears feel feels felt believe believes believed think thinks thought argue argues argued claim claims "
    "claimed point points pointed stress stresses stressed mention mentions mentioned explain explains explained "
    "lot lots someone somebody anyone normally usually roughly speaking really very quite only just even still too "
    "go goes going gone went come comes came coming do doing done let way thing things case"
)
LIGHT = frozenset(term for word in LIGHT_WORDS for term in terms(word))
"""Stems that say little of what a sentence is about."""

_groups: dict[str, set[str]] = {}
for _words in _SYNONYMS:
    _stems = _stem_set(_words)
    for _one in _stems:
        _groups.setdefault(_one, set()).update(_stems - {_one})
SYNONYMS: dict[str, frozenset[str]] = {stem: frozenset(others) for stem, others in _groups.items()}
"""Stems of words that may stand for one another in a paraphrase; near enough for "about", not for "the same"."""
