"""A kept run as one HTML file to read, print or send: no script, nothing fetched, every word escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from evals import plots
from evals.helped import helped
from evals.measures import LESS_IS_BETTER, Estimate, estimate
from evals.metrics.claims import VERDICTS
from evals.report import show
from evals.runs import Run, StoredCase, StoredClaim, StoredPlace
from evals.tables import (
    FAMILIES,
    Calibration,
    calibration,
    claim_calibration,
    claim_estimates,
    confusion_table,
    estimates,
    failing,
    grouped,
    papers,
    settled,
)

_STYLE = Path(__file__).with_name("page.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MAIN = ("recall_at_1", "recall_at_5", "ndcg_at_10", "right", "refusal_recall")
_BOLD = re.compile(r"(?<!\\)\*\*")
_ESCAPE = re.compile(r"\\([\\`*_~&\[\]<>.)#+-])")
_QUOTED_CHARS = 420
_RIGHT_VERDICTS = "Share of right verdicts, with its 95 % interval."


def render(run: Run) -> str:
    """The page.

    Raises:
        PlotError: If matplotlib is missing.
    """
    title = f"Known-answer suite, {run.about.started[:10]}"
    body = [f"<h1>{escape(title)}</h1>", _about(run)]
    if run.cases:
        body += _of_questions(run)
    if run.claims:
        body += _of_claims(run)
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        "<body>\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _of_questions(run: Run) -> list[str]:
    tables = {name: estimates(run.of(name)) for name in run.about.systems}
    ours, table = run.of(), tables[run.about.systems[0]]
    return [
        _gates(run, table),
        "<h2>Side by side</h2>",
        _figure(plots.systems(tables, _MAIN), "Bars are 95 % intervals, by bootstrap over the cases."),
        _measures(tables),
        "<h2>By kind of question</h2>",
        _settled_bars(ours, "kinds", "By kind of question", lambda case: [case.kind]),
        "<h2>By paper</h2>",
        _settled_bars(ours, "papers", "By paper", papers),
        "<h2>By half, persona and wording</h2>",
        _settled_bars(
            ours, "halves", "By half, persona and wording", lambda case: [case.split, case.persona, case.wording]
        ),
        _calibrated(
            calibration(ours),
            "<h2>Is it answerable? What the system thinks, and what is so</h2>",
            "questions were weighed",
            "reliability",
            "answerable",
        ),
        _speed(ours, table),
        _failures(run),
    ]


def _of_claims(run: Run) -> list[str]:
    table = claim_estimates(run.claims)
    rows = [
        [
            escape(name) + (" ↓" if name in LESS_IS_BETTER else ""),
            f"<b>{show(name, one.value)}</b>",
            "" if one.low is None else f"{show(name, one.low)} – {show(name, one.high)}",
            str(one.n),
            str(one.left_out),
        ]
        for name, one in table.items()
    ]
    by_kind = _claim_groups(run.claims, lambda one: (one.kind,))
    others = _claim_groups(run.claims, lambda one: (one.split, one.persona, one.form))
    wrong = [claim for claim in run.claims if not claim.settled]
    shown = sorted((claim for claim in wrong if claim.split == "tune"), key=lambda one: one.verdict != "supported")
    return [
        f"<h2>Claims</h2>\n<p>{len(run.claims)} claims with known verdicts. The costliest error is to call supported "
        "what is not: <i>false_assurance</i>.</p>",
        _table(["Measure", "Met", "95 % interval", "n", "left out"], rows),
        "<h3>Which verdict was given for which</h3>",
        _confusion(run.claims),
        "<h3>By kind: what the verdict turns on</h3>",
        _figure(plots.bars(by_kind, "claims", "Claims by kind"), _RIGHT_VERDICTS),
        "<h3>By half, persona and form</h3>",
        _figure(plots.bars(others, "claim-forms", "Claims by half, persona and form"), _RIGHT_VERDICTS),
        _calibrated(
            claim_calibration(run.claims),
            "<h3>Is it supported? What the system thinks, and what is so</h3>",
            "claims were weighed, a compound one by its least likely part",
            "claim-reliability",
            "supported",
        ),
        f"<h2>Verdicts that are not right yet</h2>\n<p>{len(wrong)} claims; {len(wrong) - len(shown)} of them are of "
        "the held-back half, which is counted and not shown.</p>",
        *(_wrong_verdict(claim) for claim in shown),
    ]


def _claim_groups(
    claims: Sequence[StoredClaim], keys: Callable[[StoredClaim], Sequence[str]]
) -> list[tuple[str, Estimate]]:
    groups: dict[str, list[StoredClaim]] = {}
    for claim in claims:
        for key in keys(claim):
            groups.setdefault(key, []).append(claim)
    return [(key, estimate([(float(one.settled), 1.0) for one in of])) for key, of in sorted(groups.items())]


def _confusion(claims: Sequence[StoredClaim]) -> str:
    """Known verdicts by row, given ones by column; what is falsely assured is marked."""
    rows = []
    for known, given in confusion_table(claims).items():
        cells = [
            f"<b>{n}</b>" if verdict == known else f'<span class="bad">{n}</span>' if verdict == "supported" else str(n)
            for verdict, n in given.items()
        ]
        rows.append([escape(known), *cells, str(sum(given.values()))])
    return _table(["Known ↓, given →", *VERDICTS, "all"], rows)


def _wrong_verdict(claim: StoredClaim) -> str:
    cited = "".join(f"<li>{_cited(citation, '')}</li>" for citation in claim.answer.get("citations", ()))
    return (
        f'<section class="case"><h3>{escape(claim.claim)}</h3>\n'
        f'<p class="of">{escape(claim.id)}, {escape(claim.kind)}, {escape(claim.form)}</p>\n'
        f'<div class="sides"><div><h4>Known: {escape(claim.known)}</h4><ul>{_places(claim.places)}</ul></div>'
        f"<div><h4>Given: {escape(claim.verdict)}</h4><p>{escape(str(claim.answer.get('explanation', '')))}</p>"
        f"<ul>{cited}</ul></div></div></section>"
    )


def _places(places: Sequence[StoredPlace]) -> str:
    return "".join(
        f"<li><cite>{escape(place.document)}{_numbered(place.paragraph)}</cite> “{escape(_short(place.text))}”</li>"
        for place in places
    )


def _about(run: Run) -> str:
    about = run.about
    answerable = sum(case.answerable for case in run.of())
    chosen = ", ".join(f"{key} {value}" for key, value in about.chosen.items()) or "all"
    commit = (about.commit[:12] or "not from a checkout") + (", files changed since" if about.dirty else "")
    facts = {
        "Cases": f"{len(run.of())} questions ({chosen}), {answerable} of them answerable; {len(run.claims)} claims",
        "Commit": commit,
        "Documents": f"{about.settings.get('corpus', '')}, {about.corpus[:12]}",
        "Models": f"{about.models['embedder']}; reranker {about.models['reranker']}; writer {about.models['writer']}",
        "Machine": f"{about.machine}; Python {about.python}",
        "Time and memory": f"{about.took_s:.0f} s in all, at most {about.peak_memory_mb:.0f} MB of memory in a process",
        "Run": about.id,
    }
    told = helped([*(case.answer for case in run.of()), *(claim.answer for claim in run.claims)])
    facts |= {"Language model": " ".join(told.lines())} if told is not None else {}
    rows = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items())
    return f"<dl>{rows}</dl>"


def _gates(run: Run, table: Mapping[str, Estimate]) -> str:
    about = run.about
    if not about.gates:
        return "<h2>Gates</h2>\n<p>Gates apply to a run over all suites.</p>"
    limits = [(name, "≥", value) for name, value in about.gates.items()]
    limits += [(name, "≤", value) for name, value in about.ceilings.items()]
    rows = []
    for name, sign, limit in limits:
        value = table[name].value if name in table else None
        met = value is not None and (value >= limit if sign == "≥" else value <= limit)
        mark = "met" if met else '<strong class="bad">failed</strong>'
        rows.append([escape(name), f"{sign} {limit:g}", show(name, value), mark])
    told = "Every gate is met." if not about.failed_gates else f"Gates failed: {escape('; '.join(about.failed_gates))}."
    raised = (
        f"<p>Better than the gate by more than the margin, so the gate should be moved: "
        f"{escape('; '.join(about.low_gates))}.</p>"
        if about.low_gates
        else ""
    )
    return f"<h2>Gates</h2>\n<p>{told}</p>\n" + _table(["Measure", "Gate", "Met", ""], rows) + raised


def _measures(tables: Mapping[str, Mapping[str, Estimate]]) -> str:
    first, *others = tables
    parts = [
        "<h2>All measures</h2>\n<p>The interval, the number of cases and how many were left out, because the measure "
        f"does not apply to them, are those of {escape(first)}. Less is better where ↓ stands.</p>"
    ]
    rows: list[list[str]] = []
    for family, names in FAMILIES:
        rows.append([f'<th colspan="{5 + len(others)}" scope="rowgroup">{escape(family)}</th>'])
        for name in names:
            one = tables[first][name]
            interval = "" if one.low is None else f"{show(name, one.low)} – {show(name, one.high)}"
            arrow = " ↓" if name in LESS_IS_BETTER else ""
            cells = [f"<b>{show(name, one.value)}</b>", interval, str(one.n), str(one.left_out)]
            rows.append([escape(name) + arrow, *cells, *(show(name, tables[other][name].value) for other in others)])
    heads = ["Measure", escape(first), "95 % interval", "n", "left out", *map(escape, others)]
    parts.append(_table(heads, rows, wide=True))
    return "\n".join(parts)


def _settled_bars(cases: Sequence[StoredCase], name: str, label: str, keys: Any) -> str:
    groups = [(key, settled(of)) for key, of in grouped(cases, keys)]
    return _figure(
        plots.bars(groups, name, label),
        "Share right where the papers answer, refused where they do not, with its 95 % interval.",
    )


def _calibrated(found: Calibration | None, title: str, weighed: str, name: str, is_so: str) -> str:
    if found is None:
        return ""
    auc = "" if found.auc is None else f", AUC {found.auc:.3f}"
    return (
        f"{title}\n<p>{found.n} {weighed}. Brier score {found.brier:.3f}, calibration error {found.error:.3f}"
        f"{auc}. "
        "On the dashed line the probability is what it says; above it the system is too cautious.</p>\n"
        + _figure(plots.reliability(found, name, is_so), "The number beside a point is how many it stands for.")
    )


def _speed(cases: Sequence[StoredCase], table: Mapping[str, Estimate]) -> str:
    median, p95 = table["median_ms"].value, table["p95_ms"].value
    if median is None or p95 is None:
        return ""
    drawn = plots.latency([case.took_ms for case in cases if case.took_ms is not None], median, p95)
    return "<h2>Speed</h2>\n" + _figure(
        drawn, f"{table['median_ms'].n} questions, one at a time with nothing beside them, models loaded."
    )


def _failures(run: Run) -> str:
    failed = failing(run)
    shown = [case for case in failed if case.split == "tune"]
    parts = [
        f"<h2>What is not right yet</h2>\n<p>{len(failed)} of {len(run.of())} cases; {len(failed) - len(shown)} of "
        "them are of the held-back half, which is counted and not shown.</p>"
    ]
    parts += [_failure(case) for case in shown]
    return "\n".join(parts)


def _failure(case: StoredCase) -> str:
    if case.answerable:
        wanted = "".join(f"<li>{escape(' / '.join(group))}</li>" for group in case.must_state)
        expected = f"<p>States:</p><ul>{wanted}</ul><p>Stands at:</p><ul>{_places(case.places)}</ul>"
    else:
        expected = "<p>A refusal: the papers do not answer this.</p>"
    marks = [
        (name, told)
        for name, told in (
            ("states_fact", "fact stated"),
            ("cites_place", "place cited"),
            ("recall_at_5", "among five"),
        )
        if name in case.scores
    ]
    scored = "; ".join(f"{told}: {'yes' if case.scores[name][0] else 'no'}" for name, told in marks)
    return (
        f'<section class="case"><h3>{escape(case.question)}</h3>\n'
        f'<p class="of">{escape(case.id)}, {escape(case.kind)}, {escape(case.wording)} wording. {escape(scored)}</p>\n'
        f'<div class="sides"><div><h4>Expected</h4>{expected}</div><div><h4>Given: {escape(case.outcome)}</h4>'
        f"{_given(case.answer)}</div></div></section>"
    )


def _given(answer: Mapping[str, Any]) -> str:
    statements = answer.get("statements") or []
    if answer.get("outcome") == "abstained" or not statements:
        text = (answer.get("abstention") or {}).get("message") or _words(str(answer.get("answer", "")))
        told = f"<p>{escape(text)}</p>"
    else:
        told = "<ul>" + "".join(f"<li>{_statement(one)}</li>" for one in statements) + "</ul>"
    said = "\n".join(str(one["text"]) for one in statements)
    cited = "".join(f"<li>{_cited(citation, said)}</li>" for citation in answer.get("citations", ()))
    return told + (f"<p>From:</p><ul>{cited}</ul>" if cited else "")


def _cited(citation: Mapping[str, Any], said: str) -> str:
    """Where a quote stands, and its words unless a statement has just given them."""
    place = f"<cite>[{citation['id']}] {escape(citation['document_id'])}{_numbered(citation.get('paragraph'))}</cite>"
    return place if citation["quote"] in said else f"{place} “{escape(_short(citation['quote']))}”"


def _statement(statement: Mapping[str, Any]) -> str:
    who = statement.get("attribution") or statement.get("standpoint") or ""
    marks = "".join(f"[{number}]" for number in statement["citations"])
    return (f"<i>{escape(str(who))}:</i> " if who else "") + escape(_short(str(statement["text"]))) + f" {marks}"


def _numbered(paragraph: str | None) -> str:
    return f", {escape(paragraph)}" if paragraph else ""


def _words(markdown: str) -> str:
    return _ESCAPE.sub(r"\1", _BOLD.sub("", markdown))


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED_CHARS else text[: _QUOTED_CHARS - 1].rstrip() + "…"


def _figure(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, wide: bool = False) -> str:
    head = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = []
    for first, *rest in rows:
        if not rest:
            body.append(f"<tr class='family'>{first}</tr>")
            continue
        body.append(f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>")
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return f'<div class="wide" role="region" aria-label="Table" tabindex="0">{table}</div>' if wide else table
