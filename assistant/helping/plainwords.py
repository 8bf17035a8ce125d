"""Long words and the plain ones that say the same; imports nothing, so that every step may use it."""

from __future__ import annotations

_PLAIN = (
    ("local authorities", "councils"), ("local authority", "council"), ("in order to", "to"), ("prior to", "before"),
    ("commence", "start"), ("commences", "starts"), ("commenced", "started"), ("commencing", "starting"),
    ("begin", "start"), ("begins", "starts"), ("began", "started"), ("beginning", "starting"),
    ("utilise", "use"), ("utilises", "uses"), ("utilised", "used"), ("utilising", "using"),
    ("assist", "help"), ("assists", "helps"), ("assisted", "helped"), ("assisting", "helping"), ("assistance", "help"),
    ("approximately", "about"), ("roughly", "about"), ("sufficient", "enough"), ("purchase", "buy"),
    ("purchased", "bought"), ("obtain", "get"), ("obtained", "got"), ("receive", "get"), ("receives", "gets"),
    ("additional", "extra"), ("ensure that", "make sure that"), ("ensure", "make sure"), ("ensures", "makes sure"),
    ("ensuring", "making sure"), ("individuals", "people"), ("persons", "people"), ("per annum", "a year"),
    ("per year", "a year"),
    ("per week", "a week"), ("per cent", "%"), ("percent", "%"), ("undertake", "carry out"),
    ("undertakes", "carries out"), ("undertaken", "carried out"), ("undertook", "carried out"),
    ("undertaking", "carrying out"), ("in accordance with", "in line with"), ("is responsible for", "is in charge of"),
    ("are responsible for", "are in charge of"), ("establish", "set up"), ("established", "set up"),
    ("establishing", "setting up"), ("whilst", "while"), ("amongst", "among"),
    ("in relation to", "on"), ("with regard to", "on"), ("in respect of", "on"), ("regarding", "on"),
    ("take place", "happen"), ("takes place", "happens"), ("took place", "happened"),
    ("a number of", "several"), ("in the event that", "if"), ("at the present time", "now"), ("at present", "now"),
    ("currently", "now"), ("inform", "tell"), ("informed", "told"), ("notify", "tell"),
    ("notified", "told"), ("in writing", "written"), ("m", "million"), ("bn", "billion"), ("a few", "a-few"),
    ("a little", "a-little"), ("no longer", "no-longer"), ("undertake to", "undertake-to"),
    ("undertakes to", "undertakes-to"), ("undertook to", "undertook-to"), ("established that", "established-that"),
    ("informed consent", "informed-consent"),
)  # fmt: skip
"""Words that say one and the same, the plain one last, which may stand for the other; joined by a
hyphen, what is one thing and has no plain word."""
EITHER = frozenset(("begin", "begins", "began", "beginning", "m", "bn", "per cent", "percent", "whilst"))
"""Words on the left that are as plain as those on the right: they may also stand for these."""
PHRASES = {tuple(long.split()): tuple(plain.split()) for long, plain in _PLAIN}
LONGEST = max(map(len, PHRASES))
PLAIN_WORDS = frozenset(word for plain in PHRASES.values() for word in plain)
"""Words that may stand in a statement without standing in its quote."""
