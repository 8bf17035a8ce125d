"""`reforms eval cases`: write a case, prove them all, hand out the questions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import UserFacingError
from ui.opening import Corpus, Data, opened, print_text, settings_of, write
from ui.progress import Progress

app = typer.Typer(
    help="The cases: write one, prove them all, hand out the questions.", rich_markup_mode=None, no_args_is_help=True
)


@app.command()
def new(  # noqa: PLR0917
    question: Annotated[str | None, typer.Option(help="As somebody would type it.", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option(help="fact, amount, list, unanswerable …", show_default=False)] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(help="What the answer must hold: '£3,000|£3000'. Once for each thing.", show_default=False),
    ] = None,
    quote: Annotated[
        list[str] | None,
        typer.Option(help="Words of a paper where it stands: 'ID: words', or the words alone.", show_default=False),
    ] = None,
    persona: Annotated[str, typer.Option(help="councillor or officer.")] = "officer",
    wording: Annotated[str | None, typer.Option(help="close or far; found out otherwise.", show_default=False)] = None,
    split: Annotated[str | None, typer.Option(help="tune or held_back; drawn otherwise.", show_default=False)] = None,
    case_id: Annotated[str | None, typer.Option("--id", help="Its id; made otherwise.", show_default=False)] = None,
    need: Annotated[str, typer.Option(help="any or all of the places.")] = "any",
    reason: Annotated[list[str] | None, typer.Option(help="Of a refusal, for a follow-up.", show_default=False)] = None,
    append: Annotated[
        str | None,
        typer.Option(help="Add it to this suite in place of printing it.", metavar="NAME", show_default=False),
    ] = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Write a case: asks for what is not given, looks up the place, proves it, prints it as YAML."""
    from evals import drafting
    from evals.cases import UNANSWERABLE_KINDS, load_cases

    question = question or asked("Question, as somebody would type it", "--question")
    kind = kind or asked("Kind (fact, amount, date, who, list, view, unanswerable …)", "--kind")
    if kind not in UNANSWERABLE_KINDS and not (state and quote) and not reason:
        state = state or [asked("What a right answer must hold ('|' between ways to say it)", "--state")]
        quote = quote or [asked("Words of the paper where it stands", "--quote")]
    settings = settings_of(corpus, data)
    with Progress() as progress, opened(settings, progress) as assistant:
        documents = assistant.index.documents
        made = drafting.draft(
            documents,
            question=question,
            kind=kind,
            states=state or (),
            quotes=[_quoted(one, list(documents)) for one in quote or ()],
            persona=persona,
            wording=wording,
            split=split,
            id_=case_id,
            need=need,
            reasons=reason or (),
            taken=[case.id for _, case in load_cases()],
        )
    if append is None:
        print_text(drafting.to_yaml(made))
        return
    print_text(f"Added {made.id} to {drafting.append(made, append)}.")


@app.command(name="new-claim")
def new_claim(  # noqa: PLR0917
    claim: Annotated[str | None, typer.Option(help="As somebody would put it.", show_default=False)] = None,
    verdict: Annotated[
        str | None, typer.Option(help="supported, contradicted or not_found.", show_default=False)
    ] = None,
    kind: Annotated[str | None, typer.Option(help="figure, date, scope, strength …", show_default=False)] = None,
    quote: Annotated[
        list[str] | None,
        typer.Option(help="Words that say so or otherwise: 'ID: words', or the words alone.", show_default=False),
    ] = None,
    opposed: Annotated[
        list[str] | None, typer.Option(help="Words of a paper that differs, likewise.", show_default=False)
    ] = None,
    persona: Annotated[str, typer.Option(help="councillor or officer.")] = "officer",
    form: Annotated[str, typer.Option(help="plain, compound, paraphrase, typo, long, briefing.")] = "plain",
    split: Annotated[str, typer.Option(help="tune or held_back: one half for all claims of a file.")] = "tune",
    claim_id: Annotated[str | None, typer.Option("--id", help="Its id; made otherwise.", show_default=False)] = None,
    append: Annotated[
        str | None,
        typer.Option(help="Add it to this file in place of printing it.", metavar="NAME", show_default=False),
    ] = None,
    corpus: Corpus = None,
    data: Data = None,
) -> None:
    """Write a claim: asks for what is not given, looks up the place, proves it, prints it as YAML."""
    from evals import drafting
    from evals.claims import load_claims

    claim = claim or asked("Claim, as somebody would put it", "--claim")
    verdict = verdict or asked("Verdict (supported, contradicted, not_found)", "--verdict")
    kind = kind or asked("What it turns on (figure, date, who, scope, strength, absent …)", "--kind")
    if verdict != "not_found" and not quote:
        quote = [asked("Words of the paper that say so, or otherwise", "--quote")]
    with Progress() as progress, opened(settings_of(corpus, data), progress) as assistant:
        documents = assistant.index.documents
        made = drafting.draft_claim(
            documents,
            claim=claim,
            verdict=verdict,
            kind=kind,
            quotes=[_quoted(one, list(documents)) for one in quote or ()],
            opposed=[_quoted(one, list(documents)) for one in opposed or ()],
            persona=persona,
            form=form,
            split=split,
            id_=claim_id,
            taken=[case.id for _, case in load_claims()],
        )
    if append is None:
        print_text(drafting.to_yaml(made))
        return
    print_text(f"Added {made.id} to {drafting.append(made, append)}.")


@app.command()
def check(corpus: Corpus = None, data: Data = None) -> None:
    """Prove every case and claim against the papers, and list the sections in which none stands."""
    from evals.cases import load_cases, place_cases
    from evals.claims import load_claims, place_claims
    from evals.coverage import sections, uncovered
    from evals.proving import prove_placed, prove_placed_claims

    with Progress() as progress, opened(settings_of(corpus, data), progress) as assistant:
        documents = assistant.index.documents
        placed = place_cases(load_cases(), documents)
        for number, case in enumerate(placed, start=1):
            progress.step(f"case {number} of {len(placed)}")
            prove_placed(case, documents)
        progress.step("claims")
        claims = place_claims(load_claims(), documents)
        prove_placed_claims(claims, documents)
        n_sections = len(sections(documents))
        bare = uncovered(documents, [span for case in placed for spans in case.spans for span in spans])
        unclaimed = uncovered(documents, [span for claim in claims for span in (*claim.spans, *claim.opposed)])
    lines = [f"{len(placed)} cases proved. {n_sections - len(bare)} of {n_sections} sections are asked about"]
    lines[0] += "." if not bare else "; these are not:"
    lines += [f"  {section}" for section in bare]
    lines.append(f"{len(claims)} claims proved. {n_sections - len(unclaimed)} of {n_sections} sections bear on one")
    lines[-1] += "." if not unclaimed else "; these do not:"
    print_text("\n".join([*lines, *(f"  {section}" for section in unclaimed)]))


@app.command()
def questions(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write them there in place of printing them.", show_default=False)
    ] = None,
    suite: Annotated[
        str | None, typer.Option("--suite", help="Only the cases of this file.", metavar="NAME", show_default=False)
    ] = None,
) -> None:
    """The questions alone, as JSON Lines for `reforms ask --batch` or any other system."""
    from evals import drafting
    from evals.cases import load_cases

    rows = drafting.questions(load_cases(suite=suite))
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if out is None:
        print_text(text)
    else:
        write(out, text)


def asked(what: str, option: str) -> str:
    """What somebody types at the terminal.

    Raises:
        UserFacingError: If nobody sits there.
    """
    if not sys.stdin.isatty():
        raise UserFacingError(f"{option} is missing, and there is no terminal to ask at. Give it on the command line.")
    return str(typer.prompt(what, err=True))


def _quoted(text: str, ids: list[str]) -> tuple[str, str]:
    """A paper's id and the words, from "ID: words"; words alone have no id."""
    id_, colon, words = text.partition(":")
    return (id_.strip(), words.strip()) if colon and id_.strip() in ids else ("", text)
