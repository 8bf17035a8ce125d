"""What a text is for, told by its form: rules for requests that no paper answers.

Each rule needs an order to the assistant, somebody of the asker's own, or the form of a request for opinion; words of
this subject (abuse, deaths, drugs) decide nothing alone. Measured on the bundled papers' 2,411 questions: none refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from assistant.wordlists import word_set

OwnCase = Literal["crisis", "danger", "case"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Misuse: orders to the assistant, and requests for harm.

_IMPERATIVE = (
    r"(?:\A|[.!?,;:]\s*|\b(?:please|pls|now|then|and|can you|could you|would you|will you|i want you to|"
    r"i need you to|i'd like you to|help me(?: to)?|you must|you should)\s+)"
)
_PIECE = (
    r"(?:poem|sonnet|limerick|haiku|song|lyrics|rap|story|fairy tale|joke|novel|screenplay|play|essay|press release|"
    r"speech|tweet|tweets|thread|facebook post|social media post|post|blog|blog post|letter|email|e-mail|code|script|"
    r"program|function|python|sql|html|javascript|spreadsheet|motion|leaflet|newsletter|campaign|slogan|advert|"
    r"article|op-ed|cv|cover letter|statement|manifesto|quote|quotation|figure|statistic|recipe|petition|"
    r"complaint|report|review)s?"
)
_MISUSE = _any(
    r"\b(?:ignore|disregard|forget|override|bypass|neglect to follow|drop|stop following|pay no attention to|skip)\b"
    r"(?:\s+\w+){0,4}?\s+(?:instructions?|rules|prompts?|guidelines|guardrails|restrictions|safeguards in you|"
    r"filters?|"
    r"documents? (?:and|above)|papers and|sources and|everything (?:above|before|you|i)|(?:your|previous) \w+|"
    r"what (?:i|you) (?:said|were told)|training)\b",
    r"\bignore (?:the|these|those|your|all) (?:papers|documents|sources|evidence|citations?)\b",
    r"\b(?:system|hidden|initial|secret|developer|original) prompt\b",
    r"\b(?:reveal|print|show|repeat|output|display|leak|dump|recite|tell me|give me|what (?:is|are|were))\b"
    r"(?:\s+\w+){0,3}?\s+(?:your|the system'?s?|the hidden|the developer|the above)\s+(?:\w+\s+)?"
    r"(?:prompts?|instructions?|rules|configuration|settings|guidelines|source code|api keys?|passwords?|"
    r"training data)\b",
    r"\b(?:repeat|print|output) (?:everything|all|the (?:text|words)) (?:above|before|verbatim)",
    r"\byou are (?:now|no longer)\b(?! (?:required|expected|able|entitled))|\bfrom now on,? (?:you|answer|"
    r"reply|respond|act)",
    r"\b(?:act|behave|respond|answer|speak|talk|reply|write) (?:as if|as though) you\b",
    rf"{_IMPERATIVE}(?:act|behave|roleplay|role-play|respond|answer|speak|talk) (?:as|like) (?:a|an|my|the|if)\b",
    rf"{_IMPERATIVE}(?:pretend|imagine|suppose|assume) (?:you|to be|that|the|there|we|i)\b",
    rf"{_IMPERATIVE}(?:repeat|say|type|print|write|output) (?:\S+ ){{1,6}}?(?:forever|\d+ times|a (?:hundred|"
    rf"thousand|million) times|endlessly|over and over|until)\b",
    r"\b(?:jailbreak|developer mode|god mode|dan mode|do anything now|sudo|unrestricted (?:ai|mode)|"
    r"no restrictions)\b",
    r"\b(?:respond|reply|answer) (?:only |just )?with (?:only |just )?(?:the (?:word|phrase|text|following)|"
    r"[\"“'‘]|yes\b|no\b)",
    rf"{_IMPERATIVE}(?:say|print|output|type|echo|write|reply|respond|answer)(?: only| just| exactly)? [\"“'‘]",
    rf"{_IMPERATIVE}(?:say|state|answer|confirm|pretend|claim) that [^?]*\b(?:even (?:if|though)|regardless|"
    rf"no matter|"
    r"whatever the)",
    r"\b(?:without|no|don't use|do not use|skip the|leave out the) (?:any )?(?:citations?|sources|quotes|"
    r"quoting|citing)\b"
    r".{0,40}\b(?:just|only|make|own words|your own)\b",
    rf"{_IMPERATIVE}(?:make up|invent|fabricate|fake|forge)\b",
    rf"{_IMPERATIVE}(?:write|compose|draft|generate|create|produce|rewrite|give me|make|do(?! the\b)|"
    rf"come up with|prepare|code|knock up|pen) (?:me |us |up )?(?:(?:a|an|the|some|my|our|this|that|two|three|\d+)\s+)"
    # "Give me a summary of the council's report" asks what is in it.
    r"(?!(?:[\w'’-]+\s+){0,3}?(?:summar(?:y|ies)|overview|outline|gist|breakdown|run-?down|points?|highlights|"
    r"details?|lists?|figures?|dates?)\b)"
    rf"(?:[\w'’-]+\s+){{0,4}}?{_PIECE}\b(?!\s+(?:says?\b|of (?:the )?papers))",
    rf"{_IMPERATIVE}(?:write|compose|generate|code)(?: me| us)? (?:(?:some|python|sql|javascript|html|java)\s+)+"
    r"(?:code|script|query|function|program|poetry|lyrics)?\b",
    rf"{_IMPERATIVE}(?:tell|sing|read) (?:me |us )(?:a|an|another|some) (?:[\w-]+ )?(?:joke|story|poem|song|riddle|"
    r"bedtime)",
    rf"{_IMPERATIVE}translate\b.{{0,80}}\b(?:in)?to (?:french|german|spanish|welsh|polish|urdu|arabic|chinese|latin)",
)  # fmt: skip
_HARM = _any(
    r"\b(?:how (?:do|can|could|would|should|to|might)(?: (?:i|you|we|one|someone|somebody|a person|they|people))?"
    r"(?: go about)?|ways? (?:of|to)|best way (?:of|to)|steps to|instructions (?:for|to|on)|guide to|"
    r"teach me (?:how )?to|"
    r"help me(?: to)?|tell me how to|show me how to|tips (?:for|on))\s+(?:best |secretly |quietly |get away with )?"
    r"(?:mak(?:e|ing) (?:a |an )?(?:[\w-]+ )?(?:bombs?|explosives?|weapons?|guns?|drugs|meth|poison)|build(?:ing)? "
    r"(?:a |an )?(?:pipe )?(?:bomb|gun|weapon)|cook(?:ing)? meth|hack|groom(?:ing)?\b(?!.{0,20}(?:is|prevent|"
    r"stop))|abus(?:e|ing) (?:a|my|"
    r"children|kids|someone)|hurt(?:ing)? (?:a|my|children|kids|someone|him|her|them)|kill(?:ing)?|murder(?:ing)?|"
    r"kidnap|abduct|snatch|poison|stalk|blackmail|threaten|intimidat\w+|harass|spy on|track down|dox|seduce|"
    r"launder|fake (?:a|an|my|the)|forg(?:e|ing)|falsif\w+|cheat|defraud|scam|steal|buy (?:drugs|weed|cocaine|a gun)|"
    r"smuggle|traffick?(?:ing)? (?:a|children|kids|people)|exploit(?:ing)? (?:a|children|kids|young|vulnerable|"
    r"loopholes?)|lie to|deceive|trick|manipulate|hide (?:\w+ ){0,4}from (?:the )?(?:police|social|council|"
    r"authorities|"
    r"ofsted|court|inspectors)|avoid (?:getting |being )?(?:caught|detected|found out|investigat\w+)|evade|"
    r"get (?:away with|round|around)\b|dodge|cover up|lure)",
    r"\b(?:home|private|personal) (?:address|phone|mobile|number|email)|"
    r"\b(?:address(?:es)?|mobile number|bank details|date of birth) (?:of|for) (?:\w+ ){0,3}?"
    r"(?:child|children|foster|family|families|carers?|social workers?|parents?|birth)\b",
    r"\b(?:find out|track|trace|discover|tell me|know|get hold of) where (?:\w+ ){0,5}?(?:child|girl|boy|baby|"
    r"kid|children|mother|victim|witness|ex|carers?|family) (?:\w+ ){0,3}?"
    r"(?:placed|lives?|living|moved|goes to school|staying|hiding|is now)\b",
    r"\b(?:hide|destroy|shred|delete|alter|backdate|conceal|doctor) (?:\w+ ){0,3}?(?:from (?:a |"
    r"the )?(?:freedom|foi|auditors?|court|inspect\w+|ofsted|police|press)|"
    r"(?:evidence|records|files|notes) (?:before|so|to))\b|\b(?:the|a|your|his|her|their|my|"
    r"admin) (?:\w+ )?passwords?\b|\bpasswords? (?:for|of|to)\b",
    r"\bwhere (?:does|do) (?:cllr|councillor|the minister|mr|mrs|ms|dr|claire|josh|louise)\b[\w ]* live\b",
    r"\b(?:names?|addresses|details|list) of (?:the |all |any )?(?:individual |named )?(?:children|kids|"
    r"foster (?:carers|"
    r"families)|families|victims) (?:in care|who|on|at|living|removed|taken|and where)\b",
    r"\b(?:drop|delete|erase|wipe|remove|change|edit|overwrite) (?:table|(?:all |every )?(?:of )?(?:the |"
    r"your )?(?:records|files|data|documents|index|database|papers) (?:you|in the|from the|and)|"
    r"all (?:the |your |of )?(?:records|files|data|documents|papers)|everything)|\brm -rf\b|"
    r"' or '?1'?\s*=\s*'?1|<script|\$\{jndi",
    r"\b(?:hack|break) into\b|\bsql injection\b|\bcredit card numbers?\b|\bchild porn",
)  # fmt: skip


_IN_SHORT = re.compile(
    r"(?:can you |please |pls )*(?:give (?:me|us)|do) (?:the|this|that) (?:[\w'’-]+ ){0,4}?"
    r"(?:press release|press notice|news release|report|review|statement|letter) "
    r"in (?:short|brief|(?:a few|a couple of|two|three|four|five|\d) (?:short )?(?:lines|sentences|points|bullets))"
    r"(?: please| pls)?\W*",
    re.IGNORECASE,
)
"""Asks for what a paper says, where "give me a press release" asks to write one."""


def is_misuse(text: str) -> bool:
    """Whether it gives the assistant orders, or asks for help to do harm.

    >>> is_misuse("Give me a press release in three lines"), is_misuse("Give me the press release in three lines")
    (True, False)
    """
    if _IN_SHORT.fullmatch(text):
        return False
    return bool(_MISUSE.search(text) or _HARM.search(text))


# Small talk.

_SMALL_TALK = _any(
    r"(?:(?:hi|hiya|hello|hey|yo|good (?:morning|afternoon|evening)|greetings|morning|evening|"
    r"afternoon)(?: there| all| "
    r"everyone| bot| assistant)?[\s,!.]*)+(?:how are you(?: doing)?(?: today)?|how's it going|what's up|you there|"
    r"anyone there|can you help(?: me)?|(?:did|have|are) you (?:had |have |having )?a (?:nice|good|lovely|"
    r"great) \w+(?: so far)?)?",
    r"(?:many |ok |okay |great |brilliant |lovely |perfect |no |that's great |cool )*(?:thanks|thank you|"
    r"thankyou|cheers|"
    r"ta|thx|much appreciated)(?: (?:so much|very much|a lot|again|for (?:that|your help|the help)|you|"
    r"mate))*(?:[, ]+(?:that|this|it)(?: was|'s| is| has been) (?:\w+ )?(?:helpful|useful|great|good|"
    r"brilliant|perfect|all|it|what i needed))?",
    r"(?:ok|okay|bye|goodbye|good bye|see you|good night|yes|no|yep|nope|sure|great|cool|fine|nice|wow|lol|haha|"
    r"good|brilliant|perfect|never ?mind|stop|cancel|exit|quit)(?: (?:then|for now|later|one|job|bot))?",
    r"how are (?:you|things)(?: doing)?(?: today)?|how's it going|how do you do|what'?s up|are you (?:there|"
    r"ok|okay|well)",
    r"(?:who|what) (?:are|r) (?:you|u)|who (?:made|built|created|wrote|programmed) you|what(?:'s| is) your name|"
    r"are you (?:a |an )?(?:bot|robot|human|person|real|real person|ai|a\.i\.|chat ?gpt|computer|machine|"
    r"sentient|alive)"
    r"(?: or .*)?|do you (?:sleep|dream|have feelings|like your job|love me)|how old are you|where do you live|"
    r"i love you|you'?re (?:great|brilliant|useless|stupid|rubbish|wrong)|you are (?:great|useless|stupid|"
    r"rubbish|wrong)",
    r"what can (?:you do|i ask(?: you)?|you help(?: me)?(?: with)?)|how (?:do(?:es)?|can) (?:you|this|"
    r"i use (?:you|this)|it)"
    r"(?: (?:work|thing work|help(?: me)?))?|(?:please )?help(?: me)?(?: please)?|can you help(?: me)?(?: please)?|"
    r"i (?:have|'ve got|got) (?:a|some) questions?(?: for you)?|i need (?:some )?help|can i ask (?:you )?"
    r"(?:a question|something)|test(?:ing)?(?: test| 123| one two three|,? 1,? 2,? 3)*|start|menu|info",
)  # fmt: skip


# Somebody's own case.

_KIN = (
    r"(?:(?:own|youngest|eldest|oldest|little|teenage|adopted|foster|step|new|late|disabled|autistic|"
    r"\d+[- ]year[- ]old)"
    r"[ -]?)*(?:son|daughter|child|kid|kids|children|boy|girl|baby|toddler|newborn|grandson|granddaughter|"
    r"grandchild(?:ren)?|grandkids|niece|nephew|brother|sister|siblings?|mum|mam|mother|dad|father|nan|gran|grandad|"
    r"partner|husband|wife|ex|ex[- ](?:husband|wife|partner)|boyfriend|girlfriend|stepson|stepdaughter|"
    r"step-?child(?:ren)?|"
    r"stepdad|stepmum|cousin|friend|mate|neighbou?r|lodger|landlord|family|foster ?(?:son|daughter|child|kids|"
    r"mum|dad|"
    r"carer|parents?)|social worker|caseworker|personal adviser|key worker|solicitor|case|court case|care plan|ehcp|"
    r"care order|placement|benefits|pay|salary|mortgage|rent|health|situation|pupil|client|birth (?:mum|mother|dad|"
    r"father|family|parents))"
)
_OWN = re.compile(
    rf"\bmy {_KIN}\b(?!['’]?s? (?:ward|council))|"
    r"\bour (?:(?:own|youngest|eldest|little|adopted|\d+[- ]year[- ]old) )?(?:son|daughter|baby|grandson|"
    r"granddaughter|niece|nephew|"
    r"foster ?(?:son|daughter)|stepson|stepdaughter|social worker is|court case|kids (?:were|have been|"
    r"are being) taken)\b|"
    r"\bmy (?:own )?(?:application|complaint|appeal|assessment|rights|case ?file|housing|flat|home|job|school|"
    r"adoption|allowance|grant|bursary|social services|foster)\b",
    re.IGNORECASE,
)
_THEIR_PLACE = re.compile(
    rf"\b(?:my|our) {_KIN}'?s? (?=(?:\w+ )?(?:schools?|primary|secondary|infants|juniors|nurser(?:y|ies)|"
    r"pre-?school|playgroup|college|academy|sixth form|university|childminder|surgery|hospital|library|"
    r"youth club|bus)\b)",
    re.IGNORECASE,
)
_PERSONS = re.compile(r"\b(?:i|i'?m|i'?ve|me|my|mine|he|him|his|she|her|they|them|we|us|our)\b", re.IGNORECASE)
_SELF = re.compile(
    r"\b(?:i'?m|i am|i was|i'?ve been|i have been|\Aas) (?:(?:just|currently|also|now|still|only|"
    r"about to be) )*(?:being )?"
    r"(?:an? |in |the )?(?:\d+(?: years? old)?\b|(?:single |former |young |new |disabled |worried |"
    r"registered )?(?:parent|mum|mother|dad|father|"
    r"grandparent|gran|nan|foster (?:carer|parent|child)|kinship carer|carer|care leaver|special guardian|"
    r"adopter|teenager|child)\b(?= (?:and|who|how|"
    r"what|can|do|am|will|with|of|looking|myself|in|,)|[,.;:?]|\Z)|care\b|pregnant|homeless|being (?:evicted|"
    r"abused|hit|"
    r"made|asked|forced)|worried about|scared|afraid|frightened|struggling|desperate|depressed|suicidal|"
    r"going to court|"
    r"leaving care|fostering|adopting|adopted|fostered|evicted|threatened|taken into)",
    re.IGNORECASE,
)
_MY_RIGHT = re.compile(
    r"\b(?:am i|can i|could i|do i|should i|will i|would i|may i|must i|have i)\b(?: \w+){0,3}? (?:entitled|eligible|"
    r"allowed (?:to|more)|qualify|appeal|complain|sue|apply|adopt|foster|become|lose|keep my|visit my|refuse|"
    r"challenge|"
    r"be (?:paid|made homeless|taken|evicted|moved)|need a (?:solicitor|lawyer|social worker|licence)|"
    r"go to court|withdraw|home ?school|"
    r"(?:get|claim|have|see|stop|take|leave|move|contact|report|keep) (?:more |any |some |a |an |"
    r"extra )?(?:my|custody|legal|help|support|social worker|benefits|"
    r"universal credit|housing|money|grant|flat|council|maternity|paid|funding|bursary|allowance|home|care))\b|"
    r"\bhow (?:do|can|could|should|would) i (?:\w+ )?(?:get (?:my|custody|help|a|an|out|on|rid|support|legal|"
    r"access)|apply|appeal|complain|"
    r"claim|sue|adopt|foster|become|stop|report|challenge|fight|make a (?:complaint|claim|referral)|request (?:a|my)|"
    r"register|contact (?:my|a|social|the council|childline)|deal with|cope|leave|access (?:my|support)|"
    r"see my|change my|find a (?:foster|job|solicitor|"
    r"placement|lawyer|home))\b|"
    r"\bwhat (?:are my|should i do|can i do|do i do|shall i do|rights do i|support can i|benefits can i|"
    r"help can i)\b|"
    r"\b(?:social services|social workers?|the council|they|the courts?|police|he|she) (?:\w+ ){0,3}?(?:took|"
    r"taken|take|taking|"
    r"removed?|want(?:s|ed)? to take|threaten\w*|refus\w+|ignor\w+|won'?t (?:let|help)|"
    r"assess\w*) (?:\w+ ){0,2}?(?:me|us|my|away my)\b|"
    r"\bi (?:want|need|would like|'d like) (?:to (?:adopt|foster|appeal|complain|sue|claim|get my|become a|"
    r"make a complaint|see my|leave my)|help with|legal advice|"
    r"advice (?:on|about) my|a (?:solicitor|lawyer|social worker))\b",
    re.IGNORECASE,
)
_HARMED = re.compile(
    r"\b(?:abus(?:e|ed|es|ing|ive)|hit(?:s|ting)?|hurt(?:s|ing)?|beat(?:s|en|ing)?|slap\w*|punch\w*|kick\w*|"
    r"chok\w*|strangl\w*|rap(?:e|ed)|molest\w*|touch(?:ed|es|ing)|"
    r"neglect(?:ed|ing|s)|starv\w*|bruis\w*|danger|unsafe|at risk|threat(?:en\w*|s)?|violen\w+|scared|afraid|"
    r"frightened|missing|run(?:ning)? away|"
    r"ran away|groom(?:ed|ing)|exploit(?:ed|ing)|self[- ]?harm\w*|suicid\w*|overdos\w*|drugs?|kill\w*|stab\w*|knife|"
    r"screaming|locked (?:in|up)|left alone|not (?:safe|being fed)|emergency|forced marriage|fgm|traffick\w+)\b",
    re.IGNORECASE,
)
_CRISIS = re.compile(
    r"\b(?:i (?:want|wish|need|am going|'?m going|plan|intend|feel like|'?ve thought about|think about|might|"
    r"could|will)(?: to)?"
    r" (?:\w+ )?(?:die|dying|be dead|was dead|were dead|kill(?:ing)? (?:myself|him|her|them)|"
    r"end(?:ing)? (?:it|my life)|hurt(?:ing)? myself|"
    r"self[- ]?harm\w*|cut(?:ting)? myself)|(?:kill|hurt|harm|cut)(?:ing)? myself|end(?:ing)? my (?:own )?life|"
    r"i(?:'m| am) suicidal|don'?t want to (?:live|be alive|be here any ?more))\b",
    re.IGNORECASE,
)
_WITNESS = re.compile(
    r"\b(?:(?:my|the|our) neighbou?rs?\b|next door|(?:child|kid|boy|girl|baby|someone|family|teenager|pupil|"
    r"friend|woman) (?:\w+ ){0,3}?"
    r"(?:i know|i saw|i've seen|i teach|near me|on my street|in my (?:class|street|road|school|block))|"
    r"i (?:think|believe|suspect|"
    r"know|saw|heard|'?ve seen|am worried|'?m worried)(?: that)? (?:\w+ ){0,3}?(?:a|the|this|that|my|someone|"
    r"somebody) (?:\w+ ){0,2}?(?:child|kid|boy|girl|baby|man|"
    r"woman|carer|parent|teacher|family|neighbou?r|is being|friend)|(?:he|she|they)(?:'s| is| are|"
    r"'re)? (?:hit\w*|hurt\w*|beat\w*|abus\w*|"
    r"touch\w*|threaten\w*|rap\w*|groom\w*|stalk\w*) (?:me|us|my|her|him|the kids|our)|(?:hit|hits|hitting|"
    r"hurt|hurts|hurting|beats|beating|abuses|abusing|touches|touching|"
    r"threatens|threatening|raped|followed|following) me\b)",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\b(?:who|how|where) (?:do|should|can|could|would) (?:i|we) (?:\w+ )?(?:call|ring|phone|report|tell|"
    r"contact|go to|turn to)\b"
    r".{0,60}\b(?:abus\w+|neglect\w*|hurt|danger|harm\w*|missing|at risk|violence|violent)\b|"
    r"\bi (?:want|need|would like) to report (?:a|an|some|my|child)\b",
    re.IGNORECASE,
)


# Opinion, prediction, parties.

_PARTY = (
    r"(?:labour(?: party)?|tor(?:y|ies)|conservatives?(?: party)?|lib ?dems?|liberal democrats?|the greens|"
    r"green party|reform uk|ukip|snp|"
    r"plaid(?: cymru)?|dup|sinn f[eé]in|starmer|sunak|corbyn|farage|badenoch|ed davey|boris johnson|liz truss|"
    r"keir|rishi)"
)
_OPINION = _any(
    r"\b(?:what|how) (?:do|would|did) (?:you|u) (?:personally |really |honestly |yourself )?(?:think|feel|"
    r"reckon|make of|rate|recommend|"
    r"suggest|prefer|vote|say (?:is|are) (?:the )?(?:best|worst|better))",
    r"\bdo (?:you|u) (?:personally |really |honestly |also )?(?:think|agree|believe|reckon|support|like|"
    r"prefer|approve|want|feel|love|hate|trust|"
    r"favou?r|oppose)\b",
    r"\b(?:are|would) you (?:personally )?(?:in favou?r|for or against|against|a supporter|pro|vote|support|"
    r"agree|happy with|oppose|recommend|worried|prefer|say)\b",
    r"\b(?:in|what(?:'s| is)|give me|tell me|share|i want|i'd like) (?:your|ur) (?:own |personal |honest |"
    r"expert )?(?:opinion|view|views|"
    r"take|verdict|thoughts|judge?ment|favou?rite|recommendation|advice|assessment|gut feeling)\b",
    r"\byour (?:own |personal |honest )(?:opinion|view|thoughts)\b|\bif you were (?:the |a )?(?:minister|"
    r"councillor|leader|prime|me|director)",
    r"\b(?:who|what|which) (?:party |candidate |one |way )?(?:should|shall|would|do|could) (?:i|you|people|we|"
    r"residents) vote\b|\bshould (?:i|we|people) vote (?:for|labour|tory)",
    r"\b(?:is|are|was|were) (?:the |our |this |that )?(?:[\w'-]+ ){0,3}?(?:a |an |any |such a |just a |"
    r"really |complete(?:ly)? |totally |so )*"
    r"(?:doing a (?:good|bad|great|terrible) job|liars?|lying|corrupt|incompetent|useless|idiots?|stupid|"
    r"morons?|a joke|a disgrace|rubbish at|hopeless|"
    r"crooks?|clowns?|any good at (?:his|her|their) job)\b",
    r"\bwho(?:'s| is| was) (?:the )?(?:best|worst|better|most (?:useless|incompetent|honest|"
    r"trustworthy)) (?:[\w'-]+ ){0,4}?(?:minister|"
    r"secretary|prime minister|leader|councillor|council|party|mp|politician|government|mayor)\b",
    r"\b(?:which|what) (?:council|minister|party|councillor|politician|government|mp) (?:is|was|are|"
    r"has been) (?:the )?(?:best|worst|better|most|nicest|more "
    r"(?:honest|competent|trustworthy))\b",
    r"\b(?:morally|ethically) (?:right|wrong|acceptable|justif\w+)\b|\b(?:is|was) it (?:morally|ethically)\b",
    r"\bwhat(?:'s| is) your favou?rite\b|\bwould (?:you|u) (?:\w+ )?(?:let|want|have|do|send|trust|be|choose|"
    r"hire|take|leave|advise (?:me|us|my)|go)\b",
    r"\bshould (?:i|we) (?:\w+ )?(?:support|oppose|back|vote|abstain|sign|resign|believe|trust|complain|stand|"
    r"join|move to|agree with|reject)\b",
    r"\b(?:is|are|was|has|have|does|do) (?:the |our |my |this |that )?(?:\w+ ){1,4}?(?:doing|done|made|making|"
    r"do) (?:a |an )?(?:really |very |pretty |such a )?(?:decent|"
    r"good|bad|great|terrible|poor|fine|rubbish|awful|proper) (?:job|enough|mess)\b",
)  # fmt: skip
_PREDICTION = _any(
    r"\bwho (?:will|is going to|'s going to|would|might|could) (?:win|be (?:the )?(?:next|"
    r"new) (?:\w+ ){0,3}?(?:prime minister|minister|pm|"
    r"secretary|government|mayor|leader|mp|party))\b",
    r"\bwho do you (?:expect|think|reckon|believe|fancy)\b",
    rf"{_IMPERATIVE}(?:predict|forecast|guess|speculate|foresee)\b|\b(?:do|can|could) you (?:predict|forecast|"
    rf"foresee)\b",
    r"\b(?:your|ur) (?:\w+ )?(?:prediction|forecast|guess)\b",
    r"\b(?:what are|what's) the (?:odds|chances)\b|\bhow likely (?:is it|are we|do you)\b|\bcrystal ball\b",
    r"\b(?:in|by|after) (?:(?:five|ten|fifteen|twenty|thirty|fifty|a hundred|\d\d) years'? (?:time|from now)|"
    r"20[4-9]\d|2100)\b",
    r"\bwill (?:the |this |that |these |those )?(?:next |coming |general |local )?(?:election|elections|"
    r"by-election|referendum)\b",
    r"\b(?:after|before|until|by|at|beyond) the next (?:general |local )?elections?\b|"
    r"\A(?!.*\b(?:how much|invest\w*|spen[dt]\w*|fund\w*|money|million|billion)\b)"
    r".*\b(?:will|would|[’']ll|wont|won't|going to|gonna|expect\w*|looks? like|be)\b.*"
    r"\bin (?:the next )?(?:five|ten|fifteen|twenty|\d\d?) years?(?: time|'? time| from now)?\s*\W*\Z",
    r"\bwill there (?:ever )?be another\b|\bwill \w+(?: \w+){0,5} (?:go bankrupt|go bust|collapse|resign|"
    r"be sacked|get (?:worse|better)(?=\W*\Z| in | by )|survive|still (?:exist|be (?:going|there|around|here|"
    r"running)))\b",
    r"\bgoing to (?:go bankrupt|go bust|collapse|resign|win|lose|get worse|be sacked)\b|\b(?:what|"
    r"which) (?:\w+ )?(?:will|would) \w+ (?:give|rate|grade|score) (?:us|me|our|my)\b",
    rf"\bwill (?:the )?{_PARTY} (?:win|lose|get in|form|scrap|keep|bring|change|do|be|raise|cut|fund|reverse)\b",
    r"\bwhat (?:will|would|might|is going to) happen (?:if|when|after|at|in) (?:[\w'’]+ ){0,6}?(?:election|"
    r"government (?:falls|changes|loses)|wins?|loses?)\b",
    r"\bwill (?:the |these |this |that |those )?(?:[\w'’-]+ ){0,4}?(?:actually |ever |really |"
    r"eventually )?(?:work out|be a (?:success|failure|disaster|flop)|succeed|fail|end in tears|come true|"
    r"make any difference|actually (?:work|happen|help))(?: in (?:the end|practice|the long run))?\s*\W*\Z",
)  # fmt: skip
_COMPARING = (
    r"(?:better|worse|best|worst|more|less|than|versus|vs|compar\w+|contrast|differ\w*|or|blame\w*|fault|vote|"
    r"trust|would|"
    r"manifesto|polic(?:y|ies)|plans?|think|promise\w*|stance|position|offer\w*|both|right|wrong|ruined?|"
    r"failed|record)"
)
_PARTIES = _any(
    rf"\b{_PARTY}\b.*\b{_COMPARING}\b.*\b{_PARTY}\b",
    r"\b(?:rank|rate|score|judge|compare) (?:the |all |our )?(?:\w+ ){0,2}(?:parties|politicians|ministers|"
    r"party leaders)\b",
    rf"\b{_COMPARING}\b.{{0,60}}\b{_PARTY}\b(?!['’]s? (?:councillor|lead member|group))",
    rf"\b{_PARTY}\b.{{0,60}}\b(?:better|worse|blame|fault|manifesto|polic(?:y|ies)|vote|ruined?|promis\w+|"
    rf"failed|right|wrong|stance)\b",
    r"\b(?:which|what) (?:political )?party (?:is|has|would|will|does|did|do|are|should|cares?|spends?|spent|"
    r"offers?|had|treats?|wants?|supports?|backs?|can)\b"
    r"(?! (?:the )?(?:cllr|councillor|chair|he|she|leader|\w+ \w+ (?:from|a member|in)\b))",
    r"\b(?:compare|difference between|contrast) (?:the )?(?:political )?part(?:y|ies)\b|"
    r"\bparties'? (?:compare|manifestos?|promises|stand on)\b",
    r"\b(?:left|right)[- ]wing\b.{0,40}\b(?:better|worse|or|vs|versus|than)\b",
)  # fmt: skip
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_POINTERS = word_set("it its this that they them these those he she him her there one ones the same")
_LITTLE = word_set(
    "is are was were be do does did what when where who why how which will would can could should has have "
    "had much many "
    "about and or so but to of in on for at by from with a an the start end happen get work more else long then mean "
    "matter cost say said"
)


def is_small_talk(text: str) -> bool:
    """Whether it is nothing but a greeting, thanks, or a question about the assistant."""
    return bool(_SMALL_TALK.fullmatch(text.strip(" .!?…,:;-–)(").lower().replace("’", "'")))


def own_case(text: str) -> OwnCase | None:
    """Whether somebody asks for help with a case of their own, and how pressing it is.

    Who speaks of their child's school and of nobody else asks of schools.
    """
    plain = text.replace("’", "'")
    if not _PERSONS.search(_THEIR_PLACE.sub("", plain)):
        plain = _THEIR_PLACE.sub("the ", plain)
    if _CRISIS.search(plain):
        return "crisis"
    personal = bool(_OWN.search(plain) or _SELF.search(plain) or _MY_RIGHT.search(plain))
    if (_HARMED.search(plain) and (personal or _WITNESS.search(plain))) or _REPORTING.search(plain):
        return "danger"
    return "case" if personal else None


def asks_opinion(text: str) -> bool:
    """Whether it asks what the assistant thinks, or for a judgement of persons."""
    return bool(_OPINION.search(text))


def asks_prediction(text: str) -> bool:
    """Whether it asks what will come rather than what is planned."""
    return bool(_PREDICTION.search(text))


def compares_parties(text: str) -> bool:
    """Whether it asks to compare or judge political parties."""
    return bool(_PARTIES.search(text))


def is_gibberish(text: str) -> bool:
    """Whether it is keys struck at random."""
    words = [word.lower() for word in _WORD.findall(text)]
    return bool(words) and not any(c.isdigit() for c in text) and all(_is_noise(word) for word in words)


def points_nowhere(text: str) -> str | None:
    """What a question without a conversation points to that nobody named ("it"); "" when it names nothing at all."""
    words = [word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text)]
    if not words or any(word not in _POINTERS | _LITTLE for word in words) or any(c.isdigit() for c in text):
        return None
    return next((word for word in words if word in _POINTERS and word != "the"), "")


def _is_noise(word: str) -> bool:
    """Keys struck at random: five letters and more without a vowel, along one row, or one letter over and over."""
    if len(set(word)) == 1:
        return len(word) > 3
    vowels: Callable[[str], bool] = set("aeiouy").isdisjoint
    row = any(word in keys or word in keys[::-1] for keys in _KEYS) and len(word) > 3
    return row or (len(word) >= 5 and vowels(word)) or bool(re.fullmatch(r"(\w{2,4})\1{1,}\w?", word) and len(word) > 5)
