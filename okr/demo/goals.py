"""What Brightwater wants: its focus areas, and goals from the company's retention and NPS down to single people."""

from dataclasses import dataclass

from okr.demo.shapes import Goal, between, down, find_out, least, most, steps, tracked, up, yes
from okr.domain.vocabulary import SurveyKind

VISION = "Every home has an internet that simply works, and a person who answers when it does not."
SERVICE_VALUES = (
    "We answer as if the customer stood in front of us",
    "One person stays with a question until it is solved",
    "We say what we know, what we do not know, and when we will",
    "We fix the cause, not only the call",
)


@dataclass(frozen=True, slots=True)
class Area:
    """A focus area: which customers, what it means, which behaviour changes, the benefit, and its owner."""

    key: str
    name: str
    customers: str
    meaning: str
    behaviour: str
    benefit: str
    owner: str


AREAS = (
    Area(
        "first-reply",
        "First reply",
        "Everybody who writes or calls because something does not work",
        "A person who can help answers within minutes, not hours",
        "Advisers take the next question first, and pass nothing on without a name",
        "Fewer second contacts, fewer complaints",
        "samir",
    ),
    Area(
        "easy-to-buy",
        "Easy to buy",
        "Households that look for a new connection",
        "From the first click to a fixed appointment in one sitting",
        "Teams remove a step before they add one",
        "More orders at a lower cost of selling",
        "naomi",
    ),
    Area(
        "reliable-service",
        "Reliable service",
        "Every home that is connected",
        "The line holds, and if not, it is repaired on the first visit",
        "Crews close a fault when the customer says that it works",
        "Fewer repairs, fewer credits on the bill",
        "bruno",
    ),
    Area(
        "keep-customers",
        "Keep customers",
        "Customers in their first two years",
        "Nobody leaves because of something that we could have known",
        "We call before the customer does",
        "A customer kept earns five times what a new one costs",
        "ada",
    ),
)

COMPANY = (
    Goal(
        "keep",
        "BRI",
        "ada",
        "Reduce the share of customers who leave us from 18 % to 14 % a year",
        "Customers who stay tell us that we listened; each one who leaves takes two neighbours along",
        (
            down("Customers who leave within a year", "%", "18", "14", "14.6", places=1, weight="2", confidence=65),
            up("Customers who renew after their first contract", "%", "71", "78", "76.2", places=1, confidence=70),
            least(
                "Gross margin", "%", "41", "43 43 42.6 42.8 42.1 42.4 42 42.2 42.5 42.1 42.3 42.6 42.4", guardrail=True
            ),
        ),
        area="keep-customers",
    ),
    Goal(
        "nps",
        "BRI",
        "ada",
        "Raise the share of customers who recommend us: NPS from 21 to 35",
        "Customers recommend a provider that answers quickly and keeps its word",
        (
            up(
                "NPS of all customers",
                "points",
                "21",
                "35",
                "32",
                survey=SurveyKind.NPS,
                answers=640,
                weight="2",
                confidence=60,
            ),
            most(
                "Complaints to the ombudsman a week",
                "complaints",
                "12",
                "11 10 12 9 10 11 13 10 9 8 10 9 8",
                guardrail=True,
            ),
        ),
        area="first-reply",
        sponsor="helen",
    ),
)

DIVISIONS = (
    Goal(
        "answer",
        "CARE",
        "samir",
        "Answer every customer within the hour, from 9 hours down to 1",
        "Customers without internet cannot work; waiting a day for a first word is what they complain about most",
        (
            down(
                "Time to first reply, median",
                "hours",
                "9",
                "1",
                "2.1",
                places=1,
                shape="early",
                weight="2",
                confidence=75,
            ),
            up("Questions solved on first contact", "%", "58", "72", "70", confidence=65),
        ),
        parents={"nps": "3"},
        area="first-reply",
        contributors=("ines",),
    ),
    Goal(
        "stay",
        "CARE",
        "samir",
        "Win back customers before they leave: save 45 % of those who give notice, from 30 %",
        "Customers who give notice have mostly asked for help before and not received it",
        (
            up("Customers who give notice and stay", "%", "30", "45", "43", confidence=60),
            down("Customers without any contact in their first 90 days", "%", "64", "25", "31", weight="2"),
        ),
        parents={"keep": "3"},
        area="keep-customers",
    ),
    Goal(
        "uptime",
        "PROD",
        "naomi",
        "Cut the hours that homes spend without internet from 5.2 to 2.5 a quarter",
        "Customers judge us by the evenings on which the line fails",
        (
            down(
                "Hours without internet for each home",
                "hours",
                "5.2",
                "2.5",
                "3.6",
                places=1,
                weight="2",
                confidence=55,
            ),
            least("Homes with full speed at 8 pm", "%", "95", "96 96 95 97 96 94 96 97 97 96 97 98 97"),
        ),
        parents={"nps": "2", "keep": "1"},
        area="reliable-service",
    ),
    Goal(
        "buy",
        "PROD",
        "naomi",
        "Increase orders completed without a call from 44 % to 65 %",
        "Customers who want to order in the evening must not wait for our opening hours",
        (
            up("Orders completed without a call", "%", "44", "65", "57", confidence=60),
            tracked(
                "Visitors of the shop a week",
                "visitors",
                "8200 8350 8100 8600 8800 8700 9100 9050 9300 9400 9250 9600 9800",
            ),
        ),
        parents={"keep": "1"},
        area="easy-to-buy",
    ),
    Goal(
        "visit",
        "FIELD",
        "bruno",
        "Finish 90 % of visits on the first appointment, from 76 %",
        "Customers take half a day off for our visit; a second one costs them another",
        (
            up("Visits finished on the first appointment", "%", "76", "90", "86", weight="2", confidence=60),
            between("Visits for each crew a day", "visits", "5", "8", "6 6 7 7 6 8 7 9 7 6 7 7 7"),
        ),
        parents={"nps": "2"},
        area="reliable-service",
    ),
    Goal(
        "safe",
        "FIELD",
        "bruno",
        "Keep every crew free of accidents while it connects more homes",
        "Customers let us into their homes; careful crews leave them as they were",
        (
            most("Accidents a week", "accidents", "0", "0 0 0 0 0 0 1 0 0 0 0 0 0", guardrail=True),
            up("Crew members with the ladder certificate", "%", "62", "95", "97", confidence=90),
        ),
        supports=("nps",),
        area="reliable-service",
    ),
    Goal(
        "bills",
        "FIN",
        "helen",
        "Reduce bills that customers question from 6.4 % to 3 %",
        "Customers who do not understand their bill lose trust before they call",
        (
            down("Bills that are questioned", "%", "6.4", "3", "4.9", places=1, weight="2", confidence=45),
            up("Questions about bills answered on the same day", "%", "52", "85", "66"),
        ),
        parents={"keep": "1"},
        area="keep-customers",
    ),
    Goal(
        "skills",
        "FIN",
        "helen",
        "Train every person with customer contact in our service values",
        "Customers notice within a minute whether the person on the line wants to help",
        (
            up("People who completed the course", "people", "0", "48", "43", confidence=80),
            find_out("How safe advisers feel to decide on their own, first survey", "points", "- - - - - - - 6.8"),
        ),
        supports=("nps", "keep"),
        area="first-reply",
    ),
)

DEPARTMENTS = (
    Goal(
        "support",
        "SUP",
        "ines",
        "Bring the wait for a first reply in chat and phone under 10 minutes, from 95",
        "Customers stay calm when a person answers while the problem is fresh",
        (
            down("Wait for a first reply", "minutes", "95", "10", "22", shape="early", weight="2", confidence=75),
            up(
                "CSAT after a contact",
                "points",
                "3.6",
                "4.4",
                "4.2",
                places=1,
                survey=SurveyKind.CSAT,
                answers=410,
                confidence=70,
            ),
            down("Contacts that come back within 7 days", "%", "24", "14", "16"),
        ),
        parents={"answer": "3"},
        contributors=("marta", "declan"),
    ),
    Goal(
        "success",
        "CUS",
        "yuki",
        "Call every new customer within 14 days, from 22 % to 95 %",
        "Customers whose first bill and first week went well stay for years",
        (
            up("New customers called within 14 days", "%", "22", "95", "81", weight="2", confidence=70),
            up("New customers who say that all works", "%", "61", "80", "73"),
            down("Notices in the first 90 days", "notices a week", "140", "85", "104"),
        ),
        parents={"stay": "2"},
    ),
    Goal(
        "network",
        "NET",
        "viktor",
        "Halve the outages that last longer than an hour, from 46 to 23 a month",
        "Customers forgive a minute, but not an evening",
        (
            down("Outages longer than an hour, a month", "outages", "46", "23", "38", weight="2", confidence=40),
            up("Street cabinets with battery", "cabinets", "310", "520", "402"),
            most("Cost of overtime a week", "kEUR", "18", "15 16 17 16 18 21 19 17 16 17 19 20 17"),
        ),
        parents={"uptime": "2"},
    ),
    Goal(
        "digital",
        "DIG",
        "clara",
        "Shorten the order from 14 steps to 6",
        "Customers give up where we ask for what we already know",
        (
            down("Steps from the first click to the appointment", "steps", "14", "6", "8", weight="2"),
            down("Orders that are abandoned", "%", "61", "45", "52", confidence=60),
            least("CES of the order", "points", "4", "4.4 4.3 4.4 4.2 4.3 4.4 4.5 4.4 4.5 4.4 4.6 4.5 4.6"),
        ),
        parents={"buy": "1"},
    ),
    Goal(
        "install",
        "INST",
        "astrid",
        "Connect 2,600 homes within 10 days of their order",
        "Customers who wait for their connection look at what others offer",
        (
            up("Homes connected within 10 days", "homes", "0", "2600", "", weight="2"),
            down("Days from order to connection", "days", "17", "10", "11.5", places=1, confidence=65),
        ),
        parents={"visit": "1"},
    ),
    Goal(
        "repair",
        "REP",
        "kofi",
        "Repair 85 % of faults within a day, from 63 %",
        "Customers without a line lose a working day with every day that we take",
        (
            up("Faults repaired within a day", "%", "63", "85", "60", confidence=35, weight="2"),
            up("Vans with all common spare parts", "vans", "9", "24", "13"),
            between("Faults open at the end of a week", "faults", "20", "60", "44 48 51 55 58 62 66 71 69 74 72 76 75"),
        ),
        parents={"visit": "1"},
    ),
    Goal(
        "billing",
        "BILL",
        "raj",
        "Replace the bill of four pages by one that fits on a single page",
        "Customers read one page; nobody reads four",
        (
            steps(
                "The new bill, step by step",
                "0 0 2 2 2 2 5 5 5 5 5 5 5",
                ("Design tested with 20 customers", 2, 21),
                ("New bill for staff", 3, 49),
                ("New bill for a tenth of the customers", 3, 77),
                ("New bill for all", 2, 98),
                weight="2",
            ),
            down("Calls about bills a week", "calls", "930", "500", "760"),
        ),
        parents={"bills": "1"},
    ),
    Goal(
        "training",
        "PEO",
        "sofia",
        "Teach all 12 team leads to coach once a week",
        "Customers get better answers from advisers who are coached, not only measured",
        (
            up("Team leads who coach every week", "leads", "2", "12", "11", confidence=85),
            yes("The coaching guide is published", "0 0 0 0 1 1 1 1 1 1 1 1 1"),
        ),
        parents={"skills": "1"},
    ),
    Goal(
        "office",
        "PEO",
        "sofia",
        "Reduce the paper that the offices use from 40 to 15 boxes a month",
        "Staff asked for it; it saves customers nothing that they would notice",
        (
            down("Boxes of paper a month", "boxes", "40", "15", "19"),
            most("Cost of the new scanners", "kEUR", "30", "0 0 8 8 14 14 14 21 21 21 24 24 24"),
        ),
        area="keep-customers",
    ),
)
