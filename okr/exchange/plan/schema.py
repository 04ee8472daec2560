"""The JSON Schema of plan files, by which editors complete and check them: `python -m okr.exchange.plan.schema` writes it."""

import json
from importlib.resources import files
from pathlib import Path

from okr.contract.plans import Plan

NAME = "plan.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text() -> str:
    """The schema as it is shipped."""
    return files("okr.exchange.plan").joinpath(NAME).read_text(encoding="utf-8")


def made_schema() -> str:
    """The schema as it follows from the contract."""
    document = {"$schema": DIALECT, **Plan.model_json_schema(mode="validation"), "title": "A plan file of okr"}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def write(folders: tuple[Path, ...]) -> None:
    """Write the schema into folders."""
    for folder in folders:
        (folder / NAME).write_text(made_schema(), encoding="utf-8")


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    write((here, here.parents[2] / "docs" / "reference"))
