"""What a page shows is refused when it is not what was printed."""

import pytest

from tests.documents.comparing import shows

_ANSWER = '{"items": [{"rank": 1, "score": 0.41, "name": "Ada"}], "status": "optimal", "next_cursor": null}'


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ('{"items": [{"rank": 7, "score": 0.5, ...}, ...], "next_cursor": null, ...}', _ANSWER),
        ('{"status": "optimal", "items": [...]}', f"{{}}\n{_ANSWER}"),
        ("1 0.594819 sample-01127 255.00\n...\nis out: True", "1 0.4 sample-7 99\nfit\nsample-8 is out: True"),
        ("optimal 1999.00 EUR ...", "optimal 1,912.94 EUR 6 creators"),
    ],
)
def test_other_figures_and_what_was_left_out_do_not_matter(shown: str, printed: str) -> None:
    assert shows(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ('{"totals": {...}}', _ANSWER),
        ('{"items": [{"rank": "1"}]}', _ANSWER),
        ('{"status": "feasible"}', _ANSWER),
        ('{"next_cursor": "abc"}', _ANSWER),
        ('{"items": [...]}', "Traceback"),
        ("optimal 1999.00 USD", "optimal 1912.94 EUR"),
        ("first\nsecond", "second\nfirst"),
    ],
)
def test_other_words_keys_kinds_and_orders_do(shown: str, printed: str) -> None:
    assert not shows(shown, printed)
