"""`okr goal`: which commands there are; each lives in the module beside it and is loaded when it is named."""

import click

from okr.cli.groups import OkrGroup

LAZY = {
    "new": ("okr.cli.goal_writing:new", "Write a goal."),
    "edit": ("okr.cli.goal_writing:edit_goal", "Change a goal; what is left out stays."),
    "move": ("okr.cli.goal_writing:move", "Move a goal to another unit, cycle or parent; its key stays."),
    "list": ("okr.cli.goal_reading:list_goals", "Goals by key."),
    "show": ("okr.cli.goal_reading:show_goal", "One goal with its key results, children and reasons."),
    "history": ("okr.cli.carrying:history", "A goal through the cycles that it was carried through."),
    "trend": ("okr.cli.goal_trends:trend", "How the progress of some goals went."),
    "trail": ("okr.cli.trail:trail", "Who did what to a goal and to its key results."),
    "tree": ("okr.cli.goal_tree:tree", "The cascade, or with --up the line of sight to the top."),
    "link": ("okr.cli.goal_links:link", "Tie a goal to a parent goal."),
    "unlink": ("okr.cli.goal_links:unlink", "Untie a goal from a parent goal."),
    "depend": ("okr.cli.dependencies:depend", "Say that a goal needs another one, or is blocked by it."),
    "undepend": ("okr.cli.dependencies:undepend", "Say that a goal no longer depends on another one."),
    "submit": ("okr.cli.reviews:submit", "Propose a draft to those who approve it."),
    "review": ("okr.cli.reviews:review", "Take a proposed goal into review."),
    "approve": ("okr.cli.reviews:approve", "Approve a goal as it stands; never one's own."),
    "return": ("okr.cli.reviews:give_back", "Give a goal back to its owner as a draft."),
    "propose": ("okr.cli.contributions:propose", "Ask units and people to contribute."),
    "accept": ("okr.cli.contribution_answers:accept", "Agree on the terms that stand."),
    "counter": ("okr.cli.contribution_answers:counter", "Answer with another share, due date or wording."),
    "decline": ("okr.cli.contribution_answers:decline", "Say no, with the reason."),
    "ask-again": ("okr.cli.contributions:ask_again", "Ask again after a counter, a refusal or a withdrawal."),
    "withdraw": ("okr.cli.contributions:withdraw", "Take back a request or an offer that is not agreed yet."),
    "take-back": ("okr.cli.contribution_answers:take_back", "Take your own last step back, within 15 minutes."),
    "offer": ("okr.cli.contributions:offer", "Offer a goal, or a key result, as a contribution to a parent."),
    "activate": ("okr.cli.goal_states:activate", "Let a goal begin; no SMART letter may fail."),
    "pause": ("okr.cli.goal_states:pause", "Let a goal rest; it does not count meanwhile."),
    "resume": ("okr.cli.goal_states:resume", "Go on with a paused goal."),
    "cancel": ("okr.cli.goal_states:cancel", "Give a goal up; it no longer counts."),
    "achieve": ("okr.cli.goal_states:achieve", "Close a goal as achieved."),
    "miss": ("okr.cli.goal_states:miss", "Close a goal as missed."),
    "override": ("okr.cli.goal_states:override", "Set a status by hand, or take that back with --end."),
}

SECTIONS = {
    "Write": ("new", "edit", "move", "link", "unlink", "depend", "undepend"),
    "Read": ("list", "show", "history", "trail", "tree"),
    "Review": ("submit", "review", "approve", "return"),
    "Agree": ("propose", "accept", "counter", "decline", "ask-again", "withdraw", "take-back", "offer"),
    "Decide": ("activate", "pause", "resume", "cancel", "achieve", "miss", "override"),
}


@click.group(
    "goal",
    cls=OkrGroup,
    lazy=LAZY,
    sections=SECTIONS,
    examples=("okr goal list --status off-track", "okr goal show CARE-7", "okr goal tree ACME-1 --depth 3"),
)
def goal() -> None:
    """Goals: write, change, list, show, cascade, decide."""
