"""Who works at Brightwater: its units, and about 60 people on five levels."""

from dataclasses import dataclass

from okr.domain.vocabulary import UnitKind


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its key, name, level, the unit above, and the handle of its lead."""

    key: str
    name: str
    kind: UnitKind
    parent: str
    lead: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person: `joined_after_days` counts from the start of the cycle, None for those who were there before."""

    handle: str
    name: str
    title: str
    unit: str
    manager: str
    competencies: tuple[str, ...] = ()
    joined_after_days: int | None = None


ROOT = "BRI"
"""The key of the root unit."""

_DIVISION, _DEPARTMENT, _TEAM = UnitKind.DIVISION, UnitKind.DEPARTMENT, UnitKind.TEAM

UNITS = (
    Unit("CARE", "Care", _DIVISION, ROOT, "samir"),
    Unit("SUP", "Support", _DEPARTMENT, "CARE", "ines"),
    Unit("CHAT", "Chat team", _TEAM, "SUP", "marta"),
    Unit("PHONE", "Phone team", _TEAM, "SUP", "declan"),
    Unit("CUS", "Customer success", _DEPARTMENT, "CARE", "yuki"),
    Unit("WEL", "Welcome team", _TEAM, "CUS", "paulo"),
    Unit("STAY", "Stay team", _TEAM, "CUS", "greta"),
    Unit("PROD", "Product", _DIVISION, ROOT, "naomi"),
    Unit("NET", "Network", _DEPARTMENT, "PROD", "viktor"),
    Unit("CORE", "Core network team", _TEAM, "NET", "hana"),
    Unit("WIFI", "Home wifi team", _TEAM, "NET", "oluwaseun"),
    Unit("DIG", "Digital", _DEPARTMENT, "PROD", "clara"),
    Unit("WEB", "Web shop team", _TEAM, "DIG", "jonas"),
    Unit("APP", "App team", _TEAM, "DIG", "leila"),
    Unit("FIELD", "Field service", _DIVISION, ROOT, "bruno"),
    Unit("INST", "Installations", _DEPARTMENT, "FIELD", "astrid"),
    Unit("NORTH", "North crew", _TEAM, "INST", "piotr"),
    Unit("SOUTH", "South crew", _TEAM, "INST", "carmen"),
    Unit("REP", "Repairs", _DEPARTMENT, "FIELD", "kofi"),
    Unit("FIN", "Finance & people", _DIVISION, ROOT, "helen"),
    Unit("BILL", "Billing", _DEPARTMENT, "FIN", "raj"),
    Unit("PEO", "People & training", _DEPARTMENT, "FIN", "sofia"),
)
"""Every unit below the root, parents first."""

HEADS = (
    Person("samir", "Samir Haddad", "Head of Care", "CARE", "ada", ("service design",)),
    Person("naomi", "Naomi Fischer", "Head of Product", "PROD", "ada", ("product strategy",)),
    Person("bruno", "Bruno Keller", "Head of Field service", "FIELD", "ada", ("logistics",)),
    Person("helen", "Helen Marsh", "Head of Finance & people", "FIN", "ada", ("finance",)),
)

LEADS = (
    Person("ines", "Inês Carvalho", "Head of Support", "SUP", "samir", ("coaching", "quality")),
    Person("yuki", "Yuki Tanaka", "Head of Customer success", "CUS", "samir", ("retention",)),
    Person("viktor", "Viktor Lindqvist", "Head of Network", "NET", "naomi", ("networks",)),
    Person("clara", "Clara Novak", "Head of Digital", "DIG", "naomi", ("e-commerce",)),
    Person("astrid", "Astrid Berg", "Head of Installations", "INST", "bruno", ("planning",)),
    Person("kofi", "Kofi Mensah", "Head of Repairs", "REP", "bruno", ("fault finding",)),
    Person("raj", "Raj Patel", "Head of Billing", "BILL", "helen", ("billing",)),
    Person("sofia", "Sofia Rossi", "Head of People & training", "PEO", "helen", ("training",)),
    Person("marta", "Marta Kowalska", "Lead of the chat team", "CHAT", "ines", ("coaching",)),
    Person("declan", "Declan Byrne", "Lead of the phone team", "PHONE", "ines"),
    Person("paulo", "Paulo Mendes", "Lead of the welcome team", "WEL", "yuki"),
    Person("greta", "Greta Sommer", "Lead of the stay team", "STAY", "yuki"),
    Person("hana", "Hana Dvořák", "Lead of the core network", "CORE", "viktor", ("routing",)),
    Person("oluwaseun", "Oluwaseun Adeyemi", "Lead of home wifi", "WIFI", "viktor", ("radio",)),
    Person("jonas", "Jonas Weber", "Lead of the web shop", "WEB", "clara"),
    Person("leila", "Leila Rahimi", "Lead of the app", "APP", "clara", ("mobile",)),
    Person("piotr", "Piotr Zieliński", "Lead of the north crew", "NORTH", "astrid"),
    Person("carmen", "Carmen Ortiz", "Lead of the south crew", "SOUTH", "astrid"),
)

_INDIVIDUALS = (
    ("CHAT", "marta", "Chat adviser", ("tom", "Tom Bailey"), ("amara", "Amara Okafor"), ("finn", "Finn O'Neill")),
    ("PHONE", "declan", "Phone adviser", ("lucia", "Lucía Romero"), ("derek", "Derek Hughes"), ("mei", "Mei Lin")),
    ("WEL", "paulo", "Welcome adviser", ("zara", "Zara Khan"), ("emil", "Emil Larsen"), ("ruth", "Ruth Adler")),
    ("STAY", "greta", "Stay adviser", ("omar", "Omar Farouk"), ("nina", "Nina Petrova"), ("colin", "Colin Fraser")),
    ("CORE", "hana", "Network engineer", ("igor", "Igor Marković"), ("priya", "Priya Nair"), ("sven", "Sven Olsen")),
    ("WIFI", "oluwaseun", "Wifi engineer", ("chloe", "Chloé Martin"), ("ken", "Ken Mori"), ("abena", "Abena Boateng")),
    ("WEB", "jonas", "Web developer", ("eva", "Eva Horvat"), ("marc", "Marc Dubois"), ("tara", "Tara Singh")),
    ("APP", "leila", "App developer", ("noah", "Noah Stein"), ("isla", "Isla Grant"), ("dmitri", "Dmitri Sokolov")),
    ("NORTH", "piotr", "Installer", ("gus", "Gus Andersson"), ("freya", "Freya Holm"), ("lars", "Lars Nygaard")),
    ("SOUTH", "carmen", "Installer", ("pablo", "Pablo Reyes"), ("elena", "Elena Greco"), ("max", "Max Bauer")),
    ("REP", "kofi", "Repair technician", ("ewan", "Ewan Reid"), ("salma", "Salma Idrissi"), ("theo", "Theo Laurent")),
    ("BILL", "raj", "Billing clerk", ("judith", "Judith Cohen"), ("wei", "Wei Zhang")),
    ("PEO", "sofia", "Trainer", ("agnes", "Agnes Møller"), ("ben", "Ben Carter")),
)

_NEW = {"finn": 35}
"""Who came during the cycle, and after how many days."""

INDIVIDUALS = tuple(
    Person(handle, name, title, unit, lead, joined_after_days=_NEW.get(handle))
    for unit, lead, title, *people in _INDIVIDUALS
    for handle, name in people
)

PEOPLE = (*HEADS, *LEADS, *INDIVIDUALS)
"""Everybody but the chief executive, managers first."""
