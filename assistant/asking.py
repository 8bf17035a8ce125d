"""What a question asks for, as far as its wording tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.holders import PAPER, Holder, Holders
from assistant.phrases import Phrase, Token, extended, is_plural, is_verb, phrase_type, phrases, tokens
from assistant.wordlists import word_set
from corpus.standpoint import GOVERNMENT

Kind = Literal[
    "fact", "amount", "date", "count", "who", "list", "view", "summary", "comparison", "reason", "definition"
]

_OPENING = re.compile(
    r"\A(?:(?:and|so|but|ok|okay|right|well|also|please|hi|hello|sorry|now|then|i mean|"
    r"can you (?:please )?tell me|could you tell me|"
    r"do you know|tell me|i(?:'d| would) like to know|i want to know|i was wondering|just wondering|any idea|"
    r"remind me|do we know|does anyone know|is it known|what i want to know is|"
    r"(?:can|could|would|will) (?:you|someone|anyone)(?: (?:please|pls|just|quickly|kindly))* "
    r"(?=(?:summar|sum|boil|give|explain|list|outline|brief|recap|show|name|describe|run|set out|pull|walk|talk)))"
    r"\b[\s,:–-]*)+",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|shall|should|may|might|must|isn'?t|aren'?t|"
    r"wasn'?t|weren'?t|don'?t|doesn'?t|didn'?t|hasn'?t|haven'?t|won'?t|can'?t|shouldn'?t|whether)\b",
    re.IGNORECASE,
)
_WH = r"(?:(?:by|from|since|until|in|on|at|to|for|with|under|through|of|about|over|after|before|during|within|per) )?"
_VIEW = re.compile(
    r"\b(?:think|thinks|thought|views?|opinion|position on|stance|concerns?|concerned|worr\w+|welcom(?:e|es|"
    r"ed)|happy|unhappy|"
    r"feels?|felt|reckons?|keen|oppos(?:e|es|ed|ing|ition to)|critici[sz]\w+|criticisms?|praise\w*|believes?|"
    r"attitude|make of|makes of|(?:['’]s|their|overall|general|the) (?:take|line|verdict) on|reservations?|"
    r"calling for|calls? for|like about|dislikes?|(?<!put )(?<!set )against|in favour|backs?|"
    r"support(?:s|ive)?(?= (?:the|this|these|plans|it|for the)\b)|disappoint\w+|complain\w*|gripes?|"
    r"urg(?:e|es|ed|ing)|argu(?:e|es|ed|ing)|regrets?|"
    r"object\w*|"
    r"agrees? (?:with|that)|accepts?(?= (?:that|the))|frets?|moan\w*|grumbl\w*|rates?(?= the\b)|for or against|"
    r"where (?:do|does|did) (?:[\w'’-]+ ){1,4}stand(?= on\b|\W*\Z))\b",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:says?|saying|wants?|wanting|demands?|asks?(?: for)?|asking|suggests?|recommends?|proposes?|"
    r"expects?|hopes?|insists?|seeks?|claims?(?! for)|"
    r"stresses|warns?|fears?|prefers?|would like|calls?|see|sees|need|pushing|lobbying|pressing|asked|said|"
    r"wanted|warned|told)\b",
    re.IGNORECASE,
)
_CONSULTS = re.compile(
    r"\bask(?:s|ed|ing)?(?: us)?(?: for)? (?:our|your|people['’]s|the public['’]s) (?:opinions?|views?)\b|"
    r"\bback[ -]?end of\b",
    re.IGNORECASE,
)
"""A consultation, or autumn, in an asker's words: nobody's view is asked for."""
_WANTED_OF_IT = re.compile(
    r"\b(?:want(?:s|ed|ing)?|ask(?:s|ed|ing)?|urg(?:es?|ed|ing)|call(?:s|ed|ing)? on|press(?:es|ed|ing)|lobby\w*|"
    r"tell(?:s|ing)?|told) (?:the )?(?:uk )?(?:gov(?:t|ernment)?|ministers?|dfe|department|ministry|whitehall) to\b",
    re.IGNORECASE,
)
"""Of whom somebody wants something: not whose view is asked for."""
_PAPER_SAYS = re.compile(rf"\b{PAPER} (?:(?:all|actually|also) )?(?:say|says|saying|said)\b", re.IGNORECASE)
_SUMMARY = re.compile(
    r"\b(?:summar\w+|overview|in brief|in a nutshell|main (?:points|messages|themes)|key (?:points|messages)|"
    r"tell me about|"
    r"tell us about|what(?:'s| is| are| was| were)? (?:the )?(?:[\w'’-]+ ){1,7}?(?:all )?about\b(?=\W*\Z)|gist|outline|"
    r"briefing on|background to|"
    r"takeaways?|explain|describe)\b",
    re.IGNORECASE,
)
_SUM_UP = re.compile(
    r"\b(?:summar(?:ise|ize|y of)|sum(?:s|med)?(?: it| this| that| them| everything)? up\b|overview of|"
    r"in a nutshell|in short|gist|digest of|(?:main|key) (?:points|messages|takeaways)|brief me|"
    r"run ?down (?:of|on)|round[- ]?up\b|recap\b|pr[eé]cis\b|potted\b|short version|quick version|"
    r"(?:as )?short as (?:you can|possible)|boil\w*(?: it| this| that)? down|"
    r"headlines? (?:of|from|on)|in brief|briefly|"
    r"say(?:s|ing)? overall|overall (?:take|verdict|view|position|stance|line|message|response)|"
    r"(?:few|a couple of|two|three|four|five|two or three|three or four) (?:lines|sentences|words)\b)",
    re.IGNORECASE,
)
"""Asks for a summary whatever else it says."""
_COMPARISON = re.compile(
    r"\b(?:compar\w+|differ(?:s|ent from|ence|ences)?(?= (?:from|between|in)|\W*\Z)|differ|versus|vs|"
    r"disagree\w*|say the same|the same (?:as|figure|amount|"
    r"date|thing)|each (?:say|give|put|report)|both (?:papers|reports|documents)|contradict\w*|consistent with|"
    r"agree (?:on|about)|between (?:the )?most and (?:the )?least|(?:more|less|higher|lower|bigger|fewer|"
    r"better|worse) (?:\w+ ){0,4}?than)\b",
    re.IGNORECASE,
)
_AMOUNT_WH = re.compile(
    r"\bhow much (?:money|cash|funding|additional|further|"
    r"investment|grant|is|are|will|do|does|did|has|have|would|was|were|extra|new|of|per|a|the|for|"
    r"to|can|could|should|we|they|councils?|in|on|each|more|goes|go|went|comes|came|gets|got)\b|£|"
    r"\bwhat (?:[\w-]+ )?(?:sum|amount|budget|"
    r"price|fee|cost|total cost|"
    r"pay(?! (?:scale|spine|grade|band|structure|system|review)s?\b)|"
    r"rate of pay|grant|allowance|payment|salary|fine|penalty)\b|"
    r"\bwhat(?:'s| is| was| will) (?:the |be the )?(?:[\w’'-]+ ){0,3}(?:cost|costs|price|budget|fee|fees|"
    r"amount|sum|value)\b|"
    r"\bwhat (?:do|does|did|will|would|is|are) (?:[\w’'-]+ ){1,8}?(?:cost|paid|worth)\b|\bwhat funding\b|"
    r"\bwhat (?:do|does|did|will|would) (?:[\w’'-]+ ){1,8}?(?:add up|come|amount) to (?:in|over|across|a|per|each|"
    r"altogether|nationally|overall)\b|\bwhat (?:do|does|did|will|would) (?:[\w’'-]+ ){1,8}?(?:add up|amount) to\W*\Z|"
    r"\bhow expensive\b|\bhow much (?:savings?|income|debt|tax|rent|interest)\b|\bin pounds\b|\bwhat (?:does|"
    r"do|did|can|may|might|should|will|must|would) (?:[\w’'-]+ ){1,8}?(?:charge|pay|be paid|cost|be charged|"
    r"receive in cash)\b|"
    r"\bwhat(?:'s| is|s) the (?:[\w’'-]+ ){0,4}?(?:fine|penalty|charge|allowance|bursary|salary|deficit|"
    r"shortfall|funding|price tag|pot)\b(?! for\b.*\bmean)|\bwhat(?:'s| is|s) the (?:most|least|maximum|"
    r"minimum) (?:[\w’'-]+ ){0,4}?(?:pay|charge|spend|paid|cost)\w*\b|\bhow (?:large|big) (?:is|"
    r"was) the (?:[\w'-]+ ){0,2}(?:fund|grant|pot|budget|deficit|cut)",
    re.IGNORECASE,
)
_NOT_MONEY = re.compile(
    r"\bhow much (?:time|notice|longer|warning|say|power|influence|input|more (?:time|notice|likely)|detail|"
    r"evidence|of the (?:time|day|week)|"
    r"training|leave|experience|(?:\w+ ){0,2}(?:hours|days|weeks|months|years))\b",
    re.IGNORECASE,
)
_AMOUNT_WORDS = re.compile(
    r"£|\b(?:cash|how much|price|costs?|budget|amount|sum|fees?|fine|charges?|income|savings?|damages|"
    r"per week|rate per)\b",
    re.IGNORECASE,
)
_COUNT_WORDS = re.compile(
    r"\b(?:number|minimum|maximum|average|percentages?|proportion|share of|rate|total|per (?:year|week|month|"
    r"cent)|age limit|caseload|ratio|"
    r"quorum|distance)\b",
    re.IGNORECASE,
)
_WHO_WORDS = re.compile(
    r"\b(?:who|whom|whose|authors?|publisher|names of|organisation that|responsible for|which body)\b", re.IGNORECASE
)
_LIST_WORDS = re.compile(
    r"\b(?:list of|main changes|examples of|circumstances|criteria|contents|elements|duties|exceptions|steps|"
    r"types of|kinds of|"
    r"conditions|reasons for|grounds for|priorities|rules on|requirements)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\Awhen (?:may|can|might|should|could|would|must|is it (?:\w+ )?(?:likely|ok|okay|right|best|allowed|"
    r"acceptable|lawful)|are we allowed|do (?:we|you|i|they|agencies|councils|schools) (?:not )?(?:need|have))\b",
    re.IGNORECASE,
)
_ASKED_LATE = re.compile(
    r"(?:[,;.?–-]|\band|\bbut|\bso)\s+(?:is|are|was|were|do|does|did|can|could|should|must|will|would|has|"
    r"have)(?:n't)? (?:we|they|i|you|it|he|she|that|this|there|the|a|an|"
    r"any|their|our|his|her|anyone|councils?|schools?)\b[^,;]*\Z",
    re.IGNORECASE,
)
_DATE_WH = re.compile(
    rf"(?:\A|[,;(–-] ?){_WH}when(?:'s|s|'re)?\b(?! (?:they|it|he|she|we|you|i|a|an|there)\b(?! going))|"
    rf"\b(?:by|since|until|till|from) when\b|"
    r"\b(?:what|which) (?:[\w-]+ )?(?:date|dates|day|month|year|time of year|term|meeting date)\b|what time\b|"
    r"how recently|how current|"
    r"\b(?:deadline|closing date|cut-?off date|due date|launch date|start date|timetable|timescales?)\b|"
    r"\bwhat(?:'s| is| was) the (?:[\w-]+ ){0,3}(?:deadline|date|timing|timescale|timetable)\b|\bwhen\W*\Z",
    re.IGNORECASE,
)
_DURATION_WH = re.compile(
    r"\b(?:how (?:long|soon|quick|quickly|fast|late|early|far (?:ahead|in advance|back))|at what (?:point|"
    r"stage)|(?:over|within|for|in|after|during) (?:what|which|how) "
    r"(?:[\w-]+ )?(?:period|time|length|timescale|space|days|weeks|months|years)|what (?:period|"
    r"length of time|time ?limit|notice)|"
    r"what(?:'s| is) the (?:[\w-]+ ){0,3}(?:time ?limit|notice period|period|duration)|how much (?:time|"
    r"notice|longer|warning))\b",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"\b(?:dates?|in force|since|deadline|timing|time limit|time to|reply time|due|published|start(?:ed|s)?|"
    r"set up|how soon|"
    r"duration|period|days|weeks|months|timetable|closing)\b",
    re.IGNORECASE,
)
_COUNT_WH = re.compile(
    r"\b(?:how many|what (?:\w+ )?(?:number|share|proportion|percentage|per ?cent|fraction|rate|"
    r"ratio)\b(?! of pay)|number of (?=.*\?)|how often|how old|"
    r"how far|how big|how large|how high|how low|by how much|how frequently|how wide|at what age|(?:what|"
    r"which) (?:minimum |maximum |upper |lower )?ages?|"
    r"how much (?:leave|more likely)|what (?:length|distance|score|level of|minimum|maximum)|"
    r"how (?:\w+ )?(?:much|many) (?:\w+ )?(?:times|years|months|weeks|days|hours)|what(?:'s|"
    r" is) the (?:[\w-]+ ){0,3}(?:number|percentage|rate|"
    r"proportion|share|ratio|age limit|minimum age|maximum age|minimum|maximum|quorum|average))\b",
    re.IGNORECASE,
)
_WHO_WH = re.compile(
    rf"(?:\A|[\s,;(]){_WH}(?:who(?:'s|s|se|m)?\b|which (?:[\w'’-]+ ){{0,2}}?(?:person|people|body|bodies|"
    rf"organisations?|councils?|councillors?|"
    r"ministers?|departments?|officers?|charity|charities|agency|agencies|cllr|authority|authorities|"
    r"committee|regulator|firm|company|partners?|professionals?|lead|team|office|mps?|panel|"
    r"board|consultancy|teams|department|professions?|operators?|inspectorates?|court|courts|commissioner|"
    r"secretary)\b|what(?:'s| is| was) (?:\w+ ){0,3}?name\b(?! of the (?:scheme|programme|framework|"
    r"strategy|fund|act|report))|(?:what|which) (?:body|organisation|department|agency|minister|council|"
    r"authority|charity|committee)\b)",
    re.IGNORECASE,
)
_WHO_AFTER = re.compile(
    r"\bwho(?:se|m)?\b(?! (?:are|is|has|have|had|were|was|do|don't|did|can|will|need|live|leave)\b)", re.IGNORECASE
)
_LIST_WH = re.compile(
    r"\b(?:list|name (?:the|all|three|two|four|five)|which (?:are|(?:[\w'-]+ ){0,2}?(?:things|areas|measures|"
    r"groups|consultations|circumstances|details|checks|factors|documents|topics|ages|"
    r"conditions|categories|types|steps|matters|duties|services|regions|places|schemes|programmes|priorities|"
    r"outcomes|settings|records|families|children|"
    r"relatives|rights|countries|schools))|what are (?:the|all)(?= (?:[\w'-]+ ){0,4}?\w+s\b)|"
    r"what (?!the (?:[\w'-]+ )?(?:documents|papers|reports)\b)"
    r"(?:[\w'-]+ ){0,3}?(?:things|measures|rules|steps|points|priorities|pillars|missions|outcomes|"
    r"principles|challenges|"
    r"problems|issues|ways|options|changes|proposals|consultations|reviews|reports|recommendations|"
    r"commitments|questions|"
    r"elements|themes|topics|items|areas|groups|reasons|barriers|benefits|risks|actions|decisions|documents|papers|"
    r"factors|causes|kinds of|types|sorts of|examples|details|information must|checks|records|duties|"
    r"conditions|circumstances|criteria|powers|drawbacks|stages|formats|matters|"
    r"grounds|exceptions|services|arrangements)\b|"
    r"all the|every one of|(?:name|list|give me|show me|tell me|what(?:'s| is| are)) (?:every|each|all)(?: \w+)?|"
    r"full list|what (?:two|three|four|five|six|seven|eight|nine|ten|\d+)|which (?:two|"
    r"three|four|five|six|seven|"
    r"eight|nine|ten|\d+)|the (?:two|three|four|five|six|seven|eight|nine|ten) (?!years|months|weeks|days)\w+s|"
    r"what (?:might|may|should|"
    r"must|could|can) (?:go|be) (?:into|in|included in|kept in)\b|what else|what kinds?|what sorts?|"
    r"through what|in what (?:ways|circumstances)|what must|what should (?:the|a|an|we|be)\b.*\b(?:include|"
    r"contain|cover|consider|record))\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:why|how come|what(?:'s| is| are| was| were) the (?:\w+ )?(?:reasons?|point|purpose|rationale|aim|"
    r"cause|thinking|idea behind|justification|logic)\b|"
    r"what makes|what causes?|what (?:led|leads) to|for what (?:reason|purpose)|to what end|on what grounds|"
    r"what reasons?|reason (?:for|why)|"
    r"what(?:'s| is| are) (?:[\w'’-]+ ){1,8}for\W*\Z|what (?:is|are) (?:[\w'’-]+ ){1,10}(?:meant|supposed|"
    r"intended|designed) to (?:achieve|do)|because of what)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"\b(?:what (?:does|do|did) (?:[\w'’“”\"()-]+ ){1,8}?(?:mean|stand for|refer to)\b(?! (?:for|to)\b)|"
    r"what(?:'s| is| are| is) meant by|define|definition of|how (?:is|are) (?:[\w'’-]+ ){1,6}defined|"
    r"meaning of|what counts as|stands? for|full (?:name|form|title)|abbreviation|acronym|in full|"
    r"what sort of thing is)\b|"
    r"\Awhat(?:'s| is|s) an? (?:[\w'’-]+ ?){1,5}\W*\Z|\A(?:what(?:'s| is|s|re| are)|who are) (?:[A-Z][\w-]*s?|"
    r"(?:[\w'’-]+ ){0,1}[\w'’-]+s)\W*\Z",
)
_ALL_PAPERS = (
    r"(?:(?:all |any of |each of )?(?:the|these|those|our|your|all|different|various) (?:\w+ )?"
    r"(?:papers|documents|reports|sources|files|briefings|publications)|they all|they|the library)"
)
_ABOUT = r"(?:about|on|regarding|concerning|around|of|in relation to|when it comes to)"
_SURVEYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bwhat (?:all )?(?:do|does|did|have|has|can|could|would|will) {_ALL_PAPERS} "
        rf"(?:all |actually |each |got |have )*(?:to )?"
        rf"(?:say|said|tell (?:us|me)|told us|report|hold|contain|cover|mention|have|got|set out)"
        rf"(?: to say)? {_ABOUT} (?P<subject>.+?)\W*\Z",
        rf"\bwhat(?: is|'s|s| has been| was) (?:being )?(?:said|written|reported|there|in {_ALL_PAPERS}) {_ABOUT} "
        rf"(?P<subject>.+?)(?:,? (?:in|across|over|by) {_ALL_PAPERS})?\W*\Z",
        rf"\b(?:is there |do {_ALL_PAPERS} (?:say|have) |got )?anything (?:at all )?{_ABOUT} (?P<subject>.+?)"
        rf" (?:in|across) {_ALL_PAPERS}\W*\Z",
        rf"\b(?:everything|all) (?:that )?{_ALL_PAPERS} (?:say|have|hold|tell us)(?: to say)? {_ABOUT} "
        rf"(?P<subject>.+?)\W*\Z",
    )
)
_ACCORDING = re.compile(r"\b(?:acc(?:ording|\.)? to|in|per|from)\b", re.IGNORECASE)
_TODAY = re.compile(
    r"\b(?:now|currently|at the moment|today|latest|so far|already|yet|still|this (?:year|month|week)|"
    r"these days|to date|right now|at present)\b",
    re.IGNORECASE,
)
_GENERAL = word_set(
    "children kids people families parents relatives carers workers staff pupils students teenagers teens "
    "babies "
    "youngsters adults mums dads members residents"
)
"""Groups that say little by themselves: what hangs on them says which ("children in care")."""
_MODIFYING = word_set("foster care leaving looked support help fostering training lead learning advanced united")
"""Words before a group's that look like verbs."""
_NOT_ASKED_ABOUT = word_set("we us councillors members residents")

SUM = re.compile(r"£\s?\d|\b\d[\d,.]*\s?(?:million|billion|m|bn|k)\b|\bpence\b|\b\d+p\b", re.IGNORECASE)
"""A sum as it is written."""
MONEY = re.compile(rf"{SUM.pattern}|\bper cent\b|\d\s?%", re.IGNORECASE)
"""A sum, or a share of one."""
DATE = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|"
    r"summer|autumn|"
    r"winter|(?:19|20)\d\d|end of (?:the|this) (?:year|parliament)|next (?:year|month|spending review))\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|third|quarter|"
    r"double[sd]?|twice|hundred|thousand|all|none|every|year(?:ly)?|annual(?:ly)?|month(?:ly)?|week(?:ly)?|daily|"
    r"quarterly|termly)\b",
    re.IGNORECASE,
)
DURATION = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty\w*|thirty|forty|"
    r"sixty|ninety|a|an|each|every|several|within|per)[ -]"
    r"(?:\w+[ -])?(?:minutes?|hours?|days?|weeks?|fortnights?|months?|quarters?|terms?|years?|decades?)\b|"
    r"\b(?:annual|month|week|year|quarter|dai)(?:ly|ly)?\b|"
    r"\b(?:immediately|as soon as|at once|promptly|until|straight away|forthwith|without delay|at (?:the|"
    r"any) (?:time|point|stage))\b",
    re.IGNORECASE,
)
TIMING = re.compile(f"{DATE.pattern}|{DURATION.pattern}", re.IGNORECASE)
NAME = re.compile(
    r"(?<![.!?]\s)(?<!\A)\b[A-Z][\w'’&.-]+|(?i:\b(?:authorit(?:y|ies)|councils?|councillors?|agenc(?:y|ies)|"
    r"panels?|boards?|committees?|managers?|officers?|workers?|judges?|"
    r"courts?|departments?|government|ministers?|parents?|carers?|advisers?|advisors?|teams?|heads?|"
    r"directors?|police|schools?|chairs?|inspectors?|"
    r"teachers?|guardians?|adopters?|providers?|employers?|trusts?|practitioners?|professionals?|doctors?|"
    r"nurses?|leaders?|members?|"
    r"commissioners?|persons?|people|famil(?:y|ies)|children|staff|partners|representatives?|regulator|"
    r"charit(?:y|ies)|organisations?|makers?)\b)"
)
"""A name, or the word for somebody's office: "the decision maker" answers "who?" too."""
REASON = re.compile(
    r"\b(?:because|since|so that|in order to|to (?:ensure|help|make|give|improve|reduce|support|enable|allow|avoid|"
    r"prevent|address|protect|provide|keep|encourage)|due to|owing to|as a result|given that|reasons?|caused|"
    r"leads? to|"
    r"therefore|aims?|intended|purpose|means that|without)\b",
    re.IGNORECASE,
)
"""What a sentence that gives a reason often holds: a hint, weaker than the patterns of `Asked.wants`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        kind: The main thing. A question of yes or no is of the kind it would be without that ("fact", "view").
        wants: What a sentence that answers would hold, or None when the wording does not tell.
        assumes_today: Whether the wording takes for granted that the papers are of today.
        yes_no: Whether it asks whether something is so; its premise may be false.
        view: Whether somebody's view is asked for, whatever the kind ("why is the LGA worried?").
        holders: Whose: names of publishers and speakers of the papers that the question names, as in standpoints.
        papers: Ids of the documents it names ("in the Durham report").
        group: Whom it is about ("care leavers", "children in care"), lower case, or None.
        surveyed: Of what it asks what the papers say, in its words; None for any other question.
    """

    kind: Kind
    wants: re.Pattern[str] | None
    assumes_today: bool
    yes_no: bool = False
    view: bool = False
    holders: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    group: str | None = None
    surveyed: str | None = None


def classify(question: str, holders: Holders = Holders()) -> Asked:  # noqa: B008  (frozen and empty)
    """Read a question's wording.

    Args:
        question: Standing on its own.
        holders: Who publishes or says something in the papers.

    >>> classify("how much will care leavers get").kind
    'amount'
    >>> classify("What are the six pillars?").kind
    'list'
    >>> classify("does the dashboard replace inspections?").yes_no
    True
    >>> classify("how much will care leavers get").group
    'care leavers'
    """
    plain = _OPENING.sub("", " ".join(question.replace("’", "'").split())) or question
    mentioned = [one for one in holders.named(plain) if one.name != GOVERNMENT or not _WANTED_OF_IT.search(plain)]
    named = tuple(holder.name for holder in mentioned)
    yes_no = bool(_YES_NO.match(plain)) or (not _first_asked(plain) and bool(_ASKED_LATE.search(plain)))
    view = _is_view(plain, named, holders)
    kind, wants = _kind(_last_asked(plain), yes_no=yes_no, view=view)
    surveyed = surveyed_in(plain) if kind in ("fact", "list", "summary") else None
    if surveyed is not None:
        kind, wants, view = "summary", None, False
    return Asked(
        kind,
        wants,
        assumes_today=bool(_TODAY.search(question)),
        yes_no=yes_no,
        view=view,
        holders=named,
        papers=_papers(plain, holders, mentioned, view=view),
        group=_group(plain, holders),
        surveyed=surveyed,
    )


def _papers(plain: str, holders: Holders, named: Sequence[Holder], *, view: bool) -> tuple[str, ...]:
    """Ids of the documents a question names; in one for a body's view of another's paper, none of that other's."""
    papers = holders.papers(plain)
    if not view or len(named) < 2 or _ACCORDING.search(plain):
        return papers
    others = {document_id for holder in named[1:] for document_id in holder.documents}
    return tuple(paper for paper in papers if paper in named[0].documents or paper not in others)


def surveyed_in(question: str) -> str | None:
    """The subject of which a question asks what the papers say; None for any other question.

    >>> surveyed_in("what do the papers say about kinship care?")
    'kinship care'
    >>> surveyed_in("what does the Durham report say about kinship care?")
    """
    plain = " ".join(question.replace("’", "'").split())
    return next((match["subject"] for pattern in _SURVEYS if (match := pattern.search(plain))), None)


def asks_when(question: str) -> bool:
    """Whether it asks for a date rather than for how long something takes.

    >>> asks_when("When do the rules start?"), asks_when("How long must they wait?")
    (True, False)
    """
    return bool(re.match(r"(?:(?:by|since|until|from|and|so|but) )*when\b", _last_asked(question), re.IGNORECASE))


def _last_asked(plain: str) -> str:
    """Of "who chairs the board, and since when?", which follow-ups make, the part that is asked last."""
    match = re.search(
        r", and (?P<last>(?:(?:by|since|until|at|from|to) )?(?:when|where|why|how\b.*)|"
        r"who (?:pays|decides|delivers|leads|benefits|qualifies)|(?:over|under|within|in|for|by|"
        r"through) (?:what|which)\b.*)\?\Z",
        plain,
    )
    return match["last"] if match else plain


def _is_view(plain: str, named: tuple[str, ...], holders: Holders) -> bool:
    if _VIEW.search(_CONSULTS.sub(" ", plain)):
        return True
    # what the government wants is its plan; what another body wants is its view
    others = [name for name in named if name != GOVERNMENT]
    if others and _PAPER_SAYS.search(plain) and len(_SAYING.findall(plain)) == 1:
        return False  # what a paper says is what stands in it
    if others and _SAYING.search(plain):
        return True
    return bool(
        others
        and re.search(
            r"\b(?:views?|ask|asks|line|position|response|"
            r"lobbying)\b",
            plain,
            re.IGNORECASE,
        )
    )


def _kind(plain: str, *, yes_no: bool, view: bool) -> tuple[Kind, re.Pattern[str] | None]:
    if yes_no:
        # "or" and "than" compare in "is it more than last year?", which yes or no still answers
        if re.match(
            r"\w+ (?:the )?(?:papers|reports|documents|both|they|\w+ and) .*\b(?:agree|disagree|differ|same)\b",
            plain,
            re.IGNORECASE,
        ):
            return "comparison", None
        return ("view", None) if view else ("fact", None)
    asks = bool(
        re.search(
            rf"(?:\A|[\s,;(?]){_WH}(?:who|what|when|where|which|why|how)(?:'?s|se|m|"
            rf"re)?\b",
            plain,
            re.IGNORECASE,
        )
    )
    money = _AMOUNT_WH.search(plain) and not _NOT_MONEY.search(plain)
    first = _first_asked(plain)
    plural = _plural_asked(plain) if first in ("which", "what") and not _WHAT_IS.match(plain) else None
    for found, kind, wants in (
        (_SUM_UP.search(plain), "summary", None),
        (first == "why", "view" if view else "reason", None),
        (first == "who" and _WHO_WH.match(plain), "who", NAME),
        (first == "when", "date", None if _CONDITION.match(plain) else TIMING),
        (_early(_DURATION_WH, plain), "date", TIMING),
        (_MONEY_COUNTED.search(plain), "amount", MONEY),
        (_BARE_COUNT.match(plain), "count", NUMBER),
        (_COMPARISON.search(plain), "comparison", None),
        (money, "amount", MONEY),
        (_COUNT_WH.search(plain), "count", NUMBER),
        (_DATE_WH.search(plain), "date", TIMING),
        (_DEFINITION.search(plain), "definition", None),
        (plural == "group", "who", None),
        (_WHO_WH.search(plain) if asks and _early(_WHO_WH, plain) else None, "who", NAME),
        (first == "" and asks and _WHO_LATE.search(plain), "who", NAME),
        (view and _SUMMARY.match(plain) is None, "view", None),
        (_REASON.search(plain), "reason", None),
        (plural == "thing" or _LIST_WH.search(plain), "list", None),
        (_SUMMARY.search(plain), "summary", None),
    ):
        if found:
            return kind, wants  # type: ignore[return-value]
    return ("fact", None) if asks else _kind_of_fragment(plain)


_WHO_LATE = re.compile(
    r"[,;:–-] who(?:'s)?\b|\bwho(?: else)?\W*\Z|\bby which \w+|\bwho (?:decides|pays|does|checks|signs|must|"
    r"should|can|may|needs)\b",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(r"what'?s\b", re.IGNORECASE)
_EVERYTHING = re.compile(
    r"(?:(?:please )?(?:list|name|give me|show me|tell me) )?(?:everything|all (?:of )?the [\w'-]+s|every \w+)\b",
    re.IGNORECASE,
)
_MONEY_COUNTED = re.compile(
    r"\bhow many (?:(?:[mb]illions?|thousands?) )?(?:of )?(?:pounds|quid)\b|"
    r"\bhow many (?:[mb]illions?|thousands) "
    r"(?=(?:is|are|was|were|will|has|have|do|does|did|goes?|went|for|to|in|on|extra)\b)",
    re.IGNORECASE,
)
_BARE_COUNT = re.compile(
    r"(?:(?:by|at|to|over|for|within) )?how (?:many|often|old|far|big|frequently)\b|by how much\b", re.IGNORECASE
)


def _kind_of_fragment(plain: str) -> tuple[Kind, re.Pattern[str] | None]:
    """Keywords without a question word ("fee to register interest"): what they look for, never firmly."""
    if _EVERYTHING.match(plain):
        return "list", None
    for pattern, kind in (
        (_WHO_WORDS, "who"), (_AMOUNT_WORDS, "amount"), (_COUNT_WORDS, "count"), (_DATE_WORDS, "date"),
        (_LIST_WORDS, "list"),
    ):  # fmt: skip
        if pattern.search(plain):
            return kind, None  # type: ignore[return-value]
    return "fact", None


def _plural_asked(plain: str) -> str | None:
    """For "which rules …" what sort of thing several of are asked for: "group" (people, bodies) or "thing"."""
    words = tokens(plain)
    start = next((i for i, word in enumerate(words[:3]) if word.tag == "wh"), None)
    if start is None:
        return None
    phrase = next((p for p in phrases(plain, words) if p.first == start + 1), None)
    if phrase is None:
        return None
    if phrase.type in ("group", "holder"):
        return "group"
    return "thing" if phrase.plural and phrase.type in ("thing", "label") else None


def _first_asked(plain: str) -> str:
    """The question word it opens with, a preposition aside; "" when it opens otherwise."""
    match = re.match(rf"{_WH}(who|what|when|where|which|why|how)(?:'?s|se|m)?\b", plain, re.IGNORECASE)
    return match[1].lower() if match else ""


def _early(pattern: re.Pattern[str], plain: str) -> bool:
    """Whether a question word stands at the start or is the only one, not in a clause like "people who …"."""
    match = pattern.search(plain)
    if match is None:
        return False
    return match.start() == 0 or (
        not re.search(r"\b(?:what|when|where|why|how)\b", plain[: match.start()], re.IGNORECASE)
        and (
            re.search(r"(?:\A|[,;:–-]\s*|\b(?:by|to|for|with|on|from|of|at)\s+)\Z", plain[: match.start() + 1])
            is not None
            or plain[match.start() :].lstrip(" ,;(").lower().startswith(("which", "what"))
        )
    )


def _group(plain: str, holders: Holders) -> str | None:
    """The people a question is about: its first phrase that names some."""
    words: tuple[Token, ...] = tokens(plain)
    found: tuple[Phrase, ...] = phrases(plain, words, holders.is_holder)
    for phrase in found:
        if phrase.type != "group" or phrase.bare in _NOT_ASKED_ABOUT:
            continue
        if phrase.head in _GENERAL:
            tail = _with_what_hangs(plain, phrase, found, words)[len(phrase.text) :]
            return _own_words(phrase) + tail.lower()
        return _own_words(phrase)
    return None


def _own_words(phrase: Phrase) -> str:
    """The people with what tells which they are, without a verb that ran into the phrase ("keeping social workers")."""
    words = phrase.bare.split()
    start = len(words) - 1
    while start > 0 and start > len(words) - 4:
        word = words[start - 1]
        joined = word in ("and", "&") and start > 1 and phrase_type(words[start - 2]) == "group"
        if joined:
            start -= 2
            break
        if word in ("and", "&") or (word not in _MODIFYING and (is_verb(word) or is_plural(word))):
            break
        start -= 1
    return " ".join(words[start:])


def _with_what_hangs(plain: str, phrase: Phrase, found: tuple[Phrase, ...], words: tuple[Token, ...]) -> str:
    whole = extended(plain, phrase, found, words)
    between = plain[phrase.end : whole.end].split()
    if between and between[0].lower() in ("in", "with", "from", "of", "without"):
        following = next(p for p in found if p.start > phrase.end)
        return plain[phrase.start : following.end]
    return phrase.text
