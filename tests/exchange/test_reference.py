"""The reference of the mapping says what the code does."""

from okr.exchange.mapping.functions import FUNCTIONS
from tools.mapping_reference import GROUPS, PAGE, page


def test_the_page_is_the_one_that_the_code_writes():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tools.mapping_reference"


def test_every_function_has_its_place_on_the_page():
    assert {function.group for function in FUNCTIONS.values()} <= {group for group, _ in GROUPS}
    for name in FUNCTIONS:
        assert f"**`{name}`**" in page()
