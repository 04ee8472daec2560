"""Where a company is held when nobody says where: files in the XDG data folder."""

from pathlib import Path

from platformdirs import user_data_path


def default_url() -> str:
    """The company file that is used without `--url` and `OKR_URL`."""
    return str(own_folder() / "company.sqlite")


def demo_url() -> str:
    """The file of the demo company."""
    return str(own_folder() / "demo.sqlite")


def own_folder() -> Path:
    """Okr's data folder; nothing says that it exists."""
    return user_data_path("okr", appauthor=False)
