"""Whose statement a block is, as far as the paper itself says so.

Read from form and words that public papers share: a heading that names a view ("LGA VIEW"), the subject of the
sentence ("The strategy proposes …"), the lead-in of a minute ("Newton colleagues made the following comments:"),
the first person ("we welcome"), the publisher. No paper, place or person is named here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Standpoint
from corpus.drafts import Draft

GOVERNMENT = "UK Government"

_DEPARTMENT = re.compile(
    r"(?:department (?:for|of)\b|ministry of\b|hm (?:government|treasury)\b|cabinet office\b|home office\b|(?:uk |hm )?"
    r"government\b|(?:dfe|dhsc|dluhc|dwp)\b)",
    re.IGNORECASE,
)
_VIEW_HEADING = re.compile(
    r"\b(?!(?:current|overall|initial|policy|our|the|local|budget|financial|overarching)\b)"
    r"(?P<holder>[\w&.]+)(?:['’]s)? (?:view|response|position|opinion|comment)s?\Z",
    re.IGNORECASE,
)
_OWN_HEADING = re.compile(
    r"(?:background|current position|local (?:position|context|picture)|conclusions?|recommendations?(?:/s)?|"
    r"purpose\b.*|(?:executive )?summary|next steps|.*\bimplications?\b.*|introduction|proposals?|contact details|"
    r"legal|finance)\Z",
    re.IGNORECASE,
)
_PLAN_HEADING = re.compile(
    r"\b(?:strategy|pillar|mission|commitments?|national framework|reforms?|"
    r"government(?:'s)? (?:plans?|policy|response|announcements?)|improvement plan|white paper|green paper|"
    r"workforce|consultations?)\b",
    re.IGNORECASE,
)
_ANNOUNCER = re.compile(r"(?P<holder>[A-Z][\w'’&]*(?: [A-Z][\w'’&]*){0,4})(?: Policy\b.*| Announcements?)\Z")
_GOVERNMENT_SUBJECT = re.compile(
    r"(?:the |this |these )?(?:uk )?(?:government(?:['’]s)?|dfe|department(?: for education)?|ministers?|"
    r"(?:implementation )?strategy|improvement plan|national framework|proposed framework|chapter|"
    r"minister for [\w, ]+)\b"
    r"(?!,? (?:must|should)\b)",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|ours)\b", re.IGNORECASE)
_JUDGEMENT = re.compile(
    r"\b(?:welcom\w+|concern\w*|believes?|pleased|disappoint\w+|support(?:s|ed)? (?:the|this|these|plans?)|urg\w+|"
    r"call(?:s|ing)? (?:for|on)|should|must|vital|crucial|positive|hopes?|convinced|question|urgency|would like|too|"
    r"unclear|cautious|agree\w*|rightly?|imperative|essential)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^“”\"]{0,600}[”\"]")
_COMMENTS = re.compile(
    r"(?:in response to members?,? )?(?P<holder>[A-Z][\w'’.-]*(?: [\w'’.-]+){0,5}?) (?:made the following comments|"
    r"commented|responded|raised)\b",
    re.IGNORECASE,
)
_MEMBERS = re.compile(
    r"members?['’]?s?['’]? comments?\b|"
    r"(?:a|another|one) member (?:raised|highlighted|expressed|requested|said|asked|noted)\b",
    re.IGNORECASE,
)
_PASSIVE_CONCERN = re.compile(r"(?:a |general |further )*concerns? (?:was|were) raised", re.IGNORECASE)
_MINUTES = re.compile(r"\b(?:minutes|notes?) of\b", re.IGNORECASE)
_SAID = re.compile(r"(?P<holder>.+?),? (?:said|says|added|commented):\Z")


@dataclass(frozen=True, slots=True)
class StandpointFinder:
    """Finds standpoints in one document.

    Attributes:
        holder: The publisher as the paper calls it ("LGA"), or "UK Government" for its departments; "" when unknown.
        kind: The manifest's kind of document.
    """

    holder: str
    kind: str

    @classmethod
    def for_publisher(cls, publisher: str, kind: str, text: str) -> StandpointFinder:
        """Choose the publisher's usual name: its initials when the text itself uses them."""
        if _DEPARTMENT.match(publisher):
            return cls(GOVERNMENT, kind)
        initials = "".join(word[0] for word in publisher.split() if word[0].isupper())
        if len(initials) >= 3 and len(re.findall(rf"\b{re.escape(initials)}\b", text)) >= 5:
            return cls(initials, kind)
        return cls(publisher, kind)

    def find_all(
        self, drafts: Sequence[Draft], sections: Sequence[tuple[str, ...]], lead_ins: Sequence[int | None]
    ) -> list[Standpoint]:
        """One standpoint a draft, in order; an item takes that of its lead-in unless it says otherwise."""
        contrasted = self._contrasted(drafts, sections)
        found: list[Standpoint] = []
        for index, draft in enumerate(drafts):
            lead_in = lead_ins[index]
            opener = drafts[lead_in] if lead_in is not None else None
            inherited = found[lead_in] if lead_in is not None else None
            # A heading stands under its own title: "LGA VIEW" is the LGA's.
            section = (*sections[index], draft.body) if draft.kind == "heading" else sections[index]
            found.append(self._find(draft, section, opener, inherited, contrasted))
        return found

    def _contrasted(self, drafts: Sequence[Draft], sections: Sequence[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
        """Sections with a view of their own inside: what stands outside that view is somebody else's plan."""
        return frozenset(
            section
            for draft, section in zip(drafts, sections, strict=True)
            if draft.kind == "heading"
            and section
            and _VIEW_HEADING.search(draft.body)
            and _PLAN_HEADING.search(section[-1])
        )

    def _find(
        self,
        draft: Draft,
        section: tuple[str, ...],
        opener: Draft | None,
        inherited: Standpoint | None,
        contrasted: frozenset[tuple[str, ...]],
    ) -> Standpoint:
        spoken = self._spoken(draft, opener)
        if spoken is not None:
            return spoken
        for title in reversed(section):
            view = _VIEW_HEADING.search(title)
            if view:
                return Standpoint(self._name(view["holder"]), "view")
        if inherited is not None:
            return inherited
        if self.holder == GOVERNMENT:
            return Standpoint(GOVERNMENT, "states")
        return self._reported(draft, section, contrasted)

    def _spoken(self, draft: Draft, opener: Draft | None) -> Standpoint | None:
        """A speaker named by the lead-in or by the sentence itself."""
        for text in filter(None, (draft.body if draft.kind != "heading" else "", opener.body if opener else "")):
            if _MEMBERS.match(text) or _PASSIVE_CONCERN.match(text):
                return Standpoint("Members at the meeting", "view")
        if opener is not None:
            said = _SAID.match(opener.body) or (opener.body.endswith(":") and _COMMENTS.match(opener.body)) or None
            if said:
                holder = said["holder"]
                return Standpoint(holder if len(holder) <= 80 else holder.rsplit(",", 1)[-1].strip(), "view")
        return None

    def _reported(self, draft: Draft, section: tuple[str, ...], contrasted: frozenset[tuple[str, ...]]) -> Standpoint:
        for title in reversed(section):
            announcer = _ANNOUNCER.match(title.split(" / ")[0])
            if announcer:
                holder = GOVERNMENT if _DEPARTMENT.match(announcer["holder"]) else announcer["holder"]
                return Standpoint(holder, "reports", self.holder)
        own_heading = bool(section and _OWN_HEADING.match(section[-1]))
        if not own_heading and any(section[: depth + 1] in contrasted for depth in range(len(section))):
            # "We will …" here is the plan's own "we": the publisher's stands apart, under its view.
            return Standpoint(GOVERNMENT, "reports", self.holder)
        own_words = _QUOTED.sub("", draft.body)
        if _FIRST_PERSON.search(own_words):
            return Standpoint(self.holder, "view" if _JUDGEMENT.search(own_words) else "states")
        if _GOVERNMENT_SUBJECT.match(own_words) or self._tells_a_plan(section):
            return Standpoint(GOVERNMENT, "reports", self.holder)
        return Standpoint(self.holder, "states")

    def _tells_a_plan(self, section: tuple[str, ...]) -> bool:
        """Whether a section is about the government's plans; a summary is throughout, its "Next steps" too."""
        if self.kind == "summary":
            return True
        if section and _OWN_HEADING.match(section[-1]):
            return False
        # What is said at a meeting about a plan is the speaker's, not the plan's.
        minuted = any(_MINUTES.search(title) for title in section)
        return not minuted and any(_PLAN_HEADING.search(title) for title in section[-2:])

    def _name(self, holder: str) -> str:
        """The holder a view heading names: its last word before "view" ("Overarching LGA View")."""
        if _DEPARTMENT.match(holder):
            return GOVERNMENT
        if holder.isupper() or not self.holder:
            return holder
        return self.holder if holder.casefold() in self.holder.casefold() else holder.capitalize()
