from __future__ import annotations

from collections.abc import Sequence

from assistant.drafts.cells import cell_claims
from corpus.manuscripts import Piece


def table(*rows: Sequence[str], before: str = "", after: str = "", header: bool = False) -> list[Piece]:
    pieces = [Piece("paragraph", before)] if before else []
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text:
                pieces.append(Piece("cell", text, table=0, row=row, column=column, header=header and row == 0))
    return pieces + ([Piece("paragraph", after)] if after else [])


def claims(pieces: Sequence[Piece]) -> list[str]:
    return [claim.text for claim in cell_claims(pieces)[0]]


def test_every_cell_with_a_figure_is_a_claim_of_its_headers() -> None:
    pieces = table(("Region", "Fee", "Homes"), ("North", "£154", "12"), ("South", "n/a", "About 40"))
    assert claims(pieces) == [
        "Fee for North is £154.", "12 homes for North.", "About 40 homes for South.",
    ]  # fmt: skip


def test_cell_keeps_its_place() -> None:
    pieces = table(("Region", "Fee"), ("North", "£154"))
    (claim,) = cell_claims(pieces)[0]
    assert pieces[claim.piece].text == "£154"


def test_years_head_columns_and_rows() -> None:
    assert claims(table(("Measure", "2021/22", "2022/23"), ("Children in care", "80,850", "82,170"))) == [
        "2021/22 for Children in care is 80,850.", "2022/23 for Children in care is 82,170.",
    ]  # fmt: skip
    assert claims(table(("Year", "Spending"), ("2021/22", "£3m"))) == ["Spending for 2021/22 is £3m."]


def test_column_of_row_numbers_heads_nothing() -> None:
    assert claims(table(("No.", "Area", "Fee"), ("1", "North", "£5"), ("2", "South", "£6"))) == [
        "Fee for North is £5.", "Fee for South is £6.",
    ]  # fmt: skip


def test_table_without_headers_is_read_row_by_row() -> None:
    assert claims(table(("North", "£5"), ("South", "£6"))) == ["North: £5.", "South: £6."]


def test_two_header_rows_are_joined_and_a_spanning_one_holds_for_its_columns() -> None:
    pieces = [
        *(
            Piece("cell", text, table=0, row=0, column=column, header=True)
            for column, text in ((0, "Area"), (1, "Fees"))
        ),
        *(
            Piece("cell", text, table=0, row=1, column=column, header=True)
            for column, text in ((1, "2022"), (2, "2023"))
        ),
        *(Piece("cell", text, table=0, row=2, column=column) for column, text in enumerate(("North", "£4", "£5"))),
    ]
    assert claims(pieces) == ["Fees 2022 for North is £4.", "Fees 2023 for North is £5."]


def test_sentence_in_a_cell_stays_one() -> None:
    said = "The fund is worth £45 million over two years."
    assert claims(table(("Area", "What happens"), ("Family help", said))) == [
        "Family help: The fund is worth £45 million over two years."
    ]


def test_caption_stands_before_or_after_and_loses_its_number() -> None:
    rows = (("Region", "Fee"), ("North", "£154"))
    assert cell_claims(table(*rows, before="Table 2: Fees in Leeds"))[1] == {0: "Fees in Leeds"}
    assert cell_claims(table(*rows, after="Table 2. Fees in Leeds."))[1] == {0: "Fees in Leeds"}
    assert cell_claims(table(*rows, before="The fees are:"))[1] == {0: "The fees are"}
    assert cell_claims(table(*rows, before="A sentence of its own."))[1] == {0: ""}
