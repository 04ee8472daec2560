"""Every operation has its handler, found without loading any other, and what only reads is loaded without what writes."""

import importlib
import subprocess
import sys
from typing import cast

import pytest
from pydantic import BaseModel

from okr.application import handlers
from okr.contract.base import Request
from okr.contract.goals import ListGoals
from okr.contract.operations import operations

OPERATIONS = sorted(operations().items(), key=lambda item: item[1].name)


@pytest.mark.parametrize(("request_type", "name"), [(kind, declared.name) for kind, declared in OPERATIONS])
def test_an_operation_has_its_handler_in_the_module_that_the_register_names(
    request_type: type[BaseModel], name: str
) -> None:
    module = importlib.import_module(f"okr.application.{handlers.module_of(request_type)}")
    handler = handlers.handler_of(cast(Request[object], request_type.model_construct()))
    assert handler.function.__module__ == module.__name__, name
    assert getattr(module, handler.function.__name__) is handler.function


def test_the_register_names_operations_that_exist() -> None:
    assert handlers.ELSEWHERE.keys() <= {declared.name for _, declared in OPERATIONS}


def test_a_handler_is_found_where_no_other_module_of_the_application_was_loaded() -> None:
    script = (
        "import sys\n"
        "from okr.contract.operations import operations\n"
        "from okr.application import handlers\n"
        "before = set(sys.modules)\n"
        "for kind in operations():\n"
        "    handlers._HANDLERS.clear()\n"
        "    for name in set(sys.modules) - before:\n"
        "        if name.startswith('okr.application.'):\n"
        "            del sys.modules[name]\n"
        "    handlers.handler_of(kind.model_construct())\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)


def test_listing_goals_loads_nothing_that_writes_or_looks_back() -> None:
    script = (
        "import sys\n"
        "from okr.application.handlers import handler_of\n"
        "from okr.contract.goals import ListGoals\n"
        "handler_of(ListGoals())\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert f"okr.application.{handlers.module_of(ListGoals)}" in loaded
    assert not loaded & {
        "okr.application.as_of",
        "okr.application.goals",
        "okr.application.links",
        "okr.application.propagation",
        "okr.application.past_goals",
        "okr.domain.cadence",
        "okr.domain.evaluate",
        "okr.domain.smart",
        "storage.as_of",
        "storage.key_results",
    }
