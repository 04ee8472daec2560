"""What the rules make of titles: those that people really wrote, and those that the rules are for."""

import html
import json
import re
from pathlib import Path

import pytest

from okr.domain.titles import bare_form, is_judged, second_goal, vague_words, verb_of, words_of

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("title", "verb"),
    [
        ("Reduce churn of small customers", "reduce"),
        ("Digitise the paper forms", "digitize"),
        ("Optimize Month End Close", "optimize"),
        ("Improving the Payment Experience", "improve"),
        ("Cutting waiting times in half", "cut"),
        ("Sustainably Balance the Use of Resources", "balance"),
        ("Continue to foster a healthy organization", "foster"),
        ("Re-launch the help centre", "re-launch"),
        ("Double the number of referrals", "double"),
        ("Gamify the onboarding", "gamify"),
        ("Tighten the handover to support", "tighten"),
        ("[Get CI queue times (p95) under 1 min](https://example.org/issues/5341)", "get"),
        ("[Raise the bar]", "raise"),
        ("[draft] Raise the bar", "raise"),
        ("Iteratively re-architect the queue", "re-architect"),
        ("Management Goal: Build an evidence base", "build"),
        ("How we want to win back lost customers", "win"),
        ("VA delivers timely, accessible care", "deliver"),
        ("All tickets are answered within a day", "are"),
        ("Agreement signed", "signed"),
        ("95 % of requests answered in one day", "answered"),
        ("Team members understand the value of their benefits", "understand"),
        ("Customers recommend us: NPS from 33 to 45", "recommend"),
        ("Customers love us because we answer", None),
        ("Behavioral Health", None),
        ("Climate Change (Joint with USAID)", None),
        ("Organizational Excellence", None),
        ("Increase in awareness", None),
        ("A modern, accessible, and streamlined ecosystem", None),
        ("Corporate strategy", None),
        ("Private cloud", None),
        ("Golden path", None),
        ("Customer support plan", None),
        ("Children first", None),
        ("", None),
        ("100 %", None),
    ],
)
def test_the_verb_is_found_by_place_lexicon_and_ending(title, verb):
    assert verb_of(title) == verb


@pytest.mark.parametrize(
    ("title", "vague"),
    [
        ("Improve", "improve"),
        ("Improve quality", "improve"),
        ("Improve our processes", "improve"),
        ("Optimise performance and efficiency", "optimize"),
        ("Enhance the customer experience", "enhance"),
        ("Drive excellence", "drive"),
        ("Improving things", "improve"),
        ("Improve quality by 20 %", None),
        ("Improve NPS to 40", None),
        ("Improve customer retention", None),
        ("Improve Tribal Land into Trust Processing", None),
        ("Enhance onboarding for new hospitals", None),
        ("Strengthen Federal Cybersecurity", None),
        ("Reduce churn", None),
        ("Answer every ticket as soon as possible", "as soon as possible"),
        ("Build a world-class team of 12", "world-class"),
        ("Clean up exports, imports etc.", "etc"),
        ("Try to answer within a day", "try to"),
        ("Launch payments, refunds and more", "and more"),
        ("Answer faster with less manual and more careful routing", None),
        ("Etch the logo on 300 cups", None),
    ],
)
def test_vague_is_what_leaves_open_what_will_be_different(title, vague):
    assert vague_words(title) == vague


@pytest.mark.parametrize(
    ("title", "second"),
    [
        ("Cut waiting times and launch the app", "launch"),
        ("Combat fraud & promote trust in courts", "promote"),
        ("Get acquisitions into shape; build a well-oiled machine", "build"),
        ("Cut costs, improve margins, and hire our first analyst", "hire"),
        ("Protect and strengthen the fund", None),
        ("Attract, inspire, and retain an engaged workforce", None),
        ("Listen to and prioritize feature requests", None),
        ("Fully document and automate the release", None),
        ("Simplify billing to reduce errors and earn trust", None),
        ("Improve delivery and support quality", None),
        ("Reduce plans and reports by half", None),
        ("Equity and justice", None),
        ("Cut waiting times and costs", None),
    ],
)
def test_two_goals_in_one_title_are_found_and_shared_objects_are_not(title, second):
    assert second_goal(title) == second


@pytest.mark.parametrize(
    ("form", "bare"),
    [("improves", "improve"), ("applied", "apply"), ("running", "run"), ("modernising", "modernize"), ("organised", "organize"), ("cuts", "cut"), ("publishes", "publish"), ("Strengthening", "strengthen"), ("climate", None), ("children", None), ("equity", None), ("", None), ("s", None)],
)  # fmt: skip
def test_inflected_forms_are_led_back(form, bare):
    assert bare_form(form) == bare


def test_other_scripts_are_not_judged():
    assert not is_judged("\u9867\u5ba2\u6e80\u8db3\u5ea6\u3092\u4e0a\u3052\u308b")
    assert not is_judged("\u0645\u0631\u062d\u0628\u0627")
    assert not is_judged("100 %")
    assert is_judged("Am\u00e9liorer l'accueil")


def test_words_leave_out_numbers_and_asides():
    assert words_of("Cut costs by 20% (Joint with DOC) [draft]") == ["cut", "costs", "by"]


def share(titles, rule):
    return sum(1 for title in titles if rule(title)) / len(titles)


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data sets are not here")
def test_real_goals_of_agencies_are_warned_about_where_they_name_a_subject_only():
    goals = json.loads((DATA / "us-agency-priority-goals" / "goals.json").read_text(encoding="utf-8"))
    titles = sorted({goal["goal_name"] for goal in goals if goal.get("goal_name")})
    assert len(titles) == 197
    with_verb = [title for title in titles if verb_of(title) is not None]
    assert "Reduce Homelessness" in with_verb
    assert 0.75 < len(with_verb) / len(titles) < 0.85  # the rest are headings such as "Equity" and "Aviation Safety"
    assert share(titles, vague_words) < 0.03
    assert share(titles, second_goal) < 0.10


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data sets are not here")
def test_real_objectives_of_a_software_company_are_hardly_nagged():
    page = (DATA / "gitlab-okrs" / "fy20-q4.index.html.md").read_text(encoding="utf-8")
    objectives = [
        html.unescape(found[1]).split(":", 1)[1].strip()
        for found in re.finditer(r"^\s*1\. \*\*([^*]+:[^*]+)\*\*", page, re.MULTILINE)
    ]
    assert len(objectives) > 80
    assert share(objectives, lambda title: verb_of(title) is None) < 0.09
    assert share(objectives, vague_words) < 0.05
    assert share(objectives, second_goal) < 0.07
