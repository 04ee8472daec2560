"""The made-up company of `okr demo`: Brightwater, which brings the internet to homes and helps when it fails."""

COMPANY = "Brightwater"
"""The name of the company."""
CHIEF = "ada"
"""The handle of the chief executive, who owns the company's file and administers it."""
LEAD = "marta"
"""The handle of the lead of the chat team: two levels below the head of a division."""
EMPLOYEE = "tom"
"""The handle of an individual in the chat team."""

__all__ = ["CHIEF", "COMPANY", "EMPLOYEE", "LEAD"]
