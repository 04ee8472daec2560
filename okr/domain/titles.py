"""What a goal's title says, as far as rules can tell: its verb, vague words, several goals in one. English only.

A verb is found by its place first (the first word of a clause, or after "to"), then by a lexicon of the verbs that goals
start with and by endings (-ise, -ize, -ify, -ate, -en); inflected forms are led back to the bare one. A statement ("VA
delivers timely care", "tickets are answered within a day") counts as well. Titles mostly in other scripts are not judged.
Doubtful words pass: a needless warning costs more trust than a missed one.
"""

import re
import unicodedata
from itertools import pairwise


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_VERBS = _set_of(
    """
    abolish accelerate accept access accomplish achieve acquire act activate adapt add address adjust administer adopt
    advance advise align allocate amplify analyse analyze anchor answer apply appoint approve architect archive
    arrange assess assign assist assure attain attract audit automate avoid award balance ban become begin benchmark
    benefit block boost bring broaden build bundle buy capitalize capture care celebrate centralize certify champion
    change charge check choose clarify clean cleanse clear close coach collaborate collect combat combine commit
    communicate complete comply conclude conduct connect conserve consolidate construct consult contact contract
    contribute control convert coordinate correct cover create cultivate curb cure cut debug decentralize decide
    declare decommission decouple decrease dedicate deepen define delight deliver democratize demonstrate deploy
    deprecate design detect determine develop devise diagnose digitalize digitize direct discover disseminate
    distribute diversify divest document double draft drive earn educate elevate eliminate embed embrace empower
    enable encourage end enforce engage engineer enhance enlarge enlist enrich enrol enroll ensure enter equip
    eradicate escalate establish evaluate evolve examine exceed excel execute expand expedite explain explore expose
    extend facilitate factor fight fill finalize finance find finish fix focus follow forge form formalize foster free
    fulfil fulfill fund gain gather generate get give go govern grow guarantee guide halve handle harden harmonize
    harness have help hire hit hold honor honour host identify ignite illuminate implement improve incorporate
    increase incubate inform initiate innovate inspect inspire install institute instrument integrate introduce invest
    investigate invite involve issue iterate join keep kick know land launch lay lead learn lengthen lessen let
    leverage lift limit link list listen localize lower maintain make manage map market master match maximize measure
    meet mentor merge migrate minimize mitigate model modernize monitor motivate mount move negotiate nominate
    normalize nurture obtain offer onboard open operate optimize orchestrate order organize overcome overhaul own
    participate partner pass pave pay perfect perform personalize phase pilot plan plant point position prepare
    present preserve prevent price print prioritize process procure produce professionalize promote propose protect
    prove provide publish purchase pursue push put qualify quantify raise ramp reach read rebase rebrand rebuild
    recognize recommend recover recruit recycle redefine redesign reduce refactor refine refocus reform refresh regain
    register regulate reimagine reinforce reinvent reinvigorate relaunch release relieve relocate remediate remove
    renew renovate reorganize repair replace report represent require rescue research reset resolve respond restore
    restructure retain retire retool return reuse revamp reverse review revise revitalize revive reward rework rewrite
    right-size ring roll rotate run safeguard sail satisfy save scale schedule scope score secure seek segment select
    sell send separate serve set settle shape share sharpen shift ship shorten show shrink sign simplify slash slow
    solve source spend sponsor stabilize staff standardize start stay stem step stimulate stop store streamline
    strengthen structure study submit succeed supply support surpass survey sustain tackle target teach test think
    thrive tidy tie tighten track trade train transfer transform transition translate treat triage trial trim triple
    turn understand unify unite unleash unlock update upgrade uphold uplift use utilize validate value verify visit
    weave welcome widen win wind work write zero
    """
)
"""Bare forms of the verbs that real goals start with; -ise forms are led to -ize."""

_ALSO_NOUNS = _set_of(
    """
    access act address advance answer audit award balance ban benchmark benefit block boost care change charge check
    clean contact contract control cover cure cut decrease design document double draft drive end factor fight focus
    form free fund gain guide help hire hit hold host increase inform invite issue join kick land launch lead lift
    limit link list map market master match measure model monitor mount move offer open order own partner pass pay
    perfect phase pilot plan plant point position present price print process progress purchase push ramp reach read
    record reform release repair report research return reuse review reward rework ring roll run sail save scale
    schedule scope score secure segment separate set shape share shift ship show sign slash slow source spend sponsor
    staff start stay stem step stop store structure study supply support survey target test tie track trade train
    transfer transition treat trial trim triple turn update upgrade uplift use value visit welcome win wind work zero
    """
)
"""Verbs that read as nouns or adjectives as often: only their place makes them verbs."""

_NO_VERBS_BY_ENDING = _set_of(
    """
    accurate adequate affiliate alternate appropriate associate between broken candidate certificate chicken children
    chocolate chosen citizen climate clockwise concise corporate delicate desperate directorate doctorate driven
    elaborate electorate eleven enterprise estate evergreen exercise expertise forgotten franchise frozen garden given
    golden graduate heaven hidden hydrogen immediate inspectorate intermediate intimate kitchen legitimate likewise
    maiden merchandise moderate obligate otherwise oxygen passionate precise premise private prize promise proven
    screen senate seven size specimen spoken stolen subordinate sudden surprise surrogate taken template token
    ultimate undergraduate unspoken women wooden woven written
    """
)

_DETERMINERS = _set_of(
    """
    a all an any both each every five four her his its key more my new no one our six ten the their these this those
    three top two your
    """
)
_WHOM = _set_of(
    """
    her him it me them us you
    """
)
_FINITE = _set_of(
    """
    am are can cannot has have is may must need needs remains shall should stays was were will
    """
)
_LEADING = _set_of(
    """
    also always be consistently continue first further never not please quickly then together we
    """
)
_AFTER_PARTICIPLE = _set_of(
    """
    across against and as at before by during every for from in into of on or over per since through to under until
    via with within without
    """
)
_NO_PARTICIPLES = _set_of(
    """
    bed breed exceed feed hundred indeed need proceed red seed shed sled speed succeed united weed
    """
)
_PARTICIPLES = _set_of(
    """
    begun bought brought built chosen cut done found given grown held kept known led made met paid sent set shown
    signed sold spent taken told used won written
    """
)

_VAGUE_VERBS = _set_of(
    """
    achieve advance augment better boost drive elevate enhance excel focus foster improve increase leverage maximize
    optimize promote strengthen support transform upgrade uplift work
    """
)
_VAGUE_NOUNS = _set_of(
    """
    approach area better capability capacity communication culture effectiveness efficiency everything excellence
    experience expertise goal impact initiative innovation issue it job leadership management matter metric operation
    outcome overall people performance potential practice problem process productivity project quality result service
    situation skill solution standard strategy stuff success system team thing value way work workflow
    """
)
_EMPTY_PHRASES = re.compile(
    r"\b(?:and so on|as appropriate|as (?:far|much|soon) as possible|as needed|asap|best[ -]in[ -]class|cutting[ -]edge"
    r"|etc|(?:if|wherever|where) possible|next level|state[ -]of[ -]the[ -]art|try to|world[ -]class|and more$)\b"
)
_LINKING = _set_of(
    """
    a an and are as at be by for from how in into is its of on or our so such than that the their them they this to us
    very via we which while who with your
    """
)

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CLAUSE_BREAK = re.compile(r"[:;.!?]\s+|\s[-\u2013\u2014]\s")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*\)")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def words_of(title: str) -> list[str]:
    """The words of a title in small letters, without numbers and without what stands in brackets."""
    return [word.lower().replace("\u2019", "'") for word in _WORD.findall(_without_asides(title))]


def _without_asides(title: str) -> str:
    """The title without "(Joint with ...)", "[draft]" and link addresses; what stands in brackets alone is the title."""
    labels = _LINK.sub(r"\1", title)
    rest = _ASIDE.sub(" ", labels)
    return rest if _WORD.search(rest) else labels


def is_judged(title: str) -> bool:
    """Whether these rules can say anything: most of its letters are Latin and it has letters at all."""
    letters = [character for character in title if character.isalpha()]
    latin = sum(1 for character in letters if unicodedata.name(character, "").startswith("LATIN"))
    return 2 * latin > len(letters)


def verb_of(title: str) -> str | None:
    """The verb that says what will be done or be true, in its bare form where it is an imperative; None without one."""
    for clause in _CLAUSE_BREAK.split(_without_asides(title)):
        found = _leading_verb(words_of(clause)) or _infinitive(words_of(clause)) or _statement(words_of(clause))
        if found is not None:
            return found
    return None


def vague_words(title: str) -> str | None:
    """The words that leave open what would be different, or None.

    A vague verb (improve, enhance, ...) is vague only without a number and with fewer than two telling words to act on;
    phrases such as "as soon as possible" or "world class" always are.
    """
    folded = " ".join(re.findall(r"[\w'-]+", _without_asides(title).lower()))
    phrase = _EMPTY_PHRASES.search(folded)
    if phrase is not None:
        return phrase.group()
    verb = verb_of(title)
    if verb not in _VAGUE_VERBS or re.search("[0-9]", title):
        return None
    telling = [word for word in words_of(title) if bare_form(word) != verb and not _is_filler(word)]
    return verb if len(telling) < 2 else None


def second_goal(title: str) -> str | None:
    """The verb of a second goal in the same title: "Cut waiting times and launch the app" has "launch"; None without.

    Two verbs that share one object ("Protect and strengthen the fund") are one goal.
    """
    if _leading_verb(words_of(title)) is None:
        return None
    parts = re.split(r",?\s+(?:and|&|plus)\s+|;\s+", _without_asides(title), flags=re.IGNORECASE)
    for index, (before, after) in enumerate(pairwise(parts)):
        words = words_of(after)
        whole_before = words_of(" ".join(parts[: index + 1]))
        if len(words) < 2 or not _has_object(words_of(before)) or _infinitive(whole_before) is not None:
            continue
        if words[0] in _VERBS and (words[0] not in _ALSO_NOUNS or words[1] in _DETERMINERS):
            return words[0]
    return None


def _has_object(words: list[str]) -> bool:
    """Whether a verb in these words already has something to act on; "attract, inspire" and "listen to" have not."""
    return any(bare_form(word) is None and word not in _LINKING and not word.endswith("ly") for word in words)


def bare_form(word: str) -> str | None:
    """The bare form of a verb in any of its regular forms ("improving", "optimised" -> "improve", "optimize")."""
    small = word.lower()
    for candidate in _stems(small):
        if candidate in _VERBS:
            return candidate
    if small.startswith("re") and len(small) > 4 and small[2:].removeprefix("-") in _VERBS:
        return small
    return small if _ends_like_a_verb(small) else None


def _stems(word: str) -> list[str]:
    stems = [word]
    for ending, replacements in (
        ("ies", ("y",)),
        ("ied", ("y",)),
        ("es", ("", "e")),
        ("s", ("",)),
        ("ing", ("", "e")),
        ("ed", ("", "e")),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            stems += [stem + replacement for replacement in replacements]
            if ending in {"ing", "ed"} and stem[-1] == stem[-2]:
                stems.append(stem[:-1])
    american = [re.sub("is(e?)$", r"iz\1", stem) for stem in stems if re.search("ise?$", stem)]
    return stems + american + [stem + "e" for stem in american if stem.endswith("iz")]


def _ends_like_a_verb(word: str) -> bool:
    if len(word) < 6 or word in _NO_VERBS_BY_ENDING:
        return False
    return word.endswith(("ise", "ize", "yse", "yze", "ify", "ate", "en"))


def _leading_verb(words: list[str]) -> str | None:
    """The verb that the clause begins with, past adverbs ("sustainably balance") and prefixes ("re-launch")."""
    rest = list(words)
    while (
        len(rest) > 1
        and (rest[0] in _LEADING or (rest[0].endswith("ly") and len(rest[0]) > 4))
        and rest[0] not in _VERBS
    ):
        rest = rest[1:]
    if not rest:
        return None
    found = bare_form(rest[0]) or bare_form(rest[0].rpartition("-")[2] if "-" in rest[0] else "")
    is_bare = found == rest[0]
    if found is None or (rest[0].endswith("s") and not is_bare) or (rest[0].endswith("ed") and not is_bare):
        return None
    names_a_thing = found in _ALSO_NOUNS and len(rest) > 1 and rest[1] in {"in", "of"} and is_bare
    return None if names_a_thing else found


def _infinitive(words: list[str]) -> str | None:
    for before, word in pairwise(words):
        if before == "to" and bare_form(word) == word:
            return word
    return None


def _statement(words: list[str]) -> str | None:
    """The verb of a sentence about how things will be: "is", "delivers", or a participle with what belongs to it."""
    for index, word in enumerate(words):
        if index == 0:
            continue
        following = words[index + 1] if index + 1 < len(words) else None
        if word in _FINITE:
            return word
        bare = bare_form(word)
        if word.endswith("s") and bare in _VERBS and bare != word and bare not in _ALSO_NOUNS and following is not None:
            return bare
        acts = word in _VERBS and word not in _ALSO_NOUNS and words[index - 1].endswith("s")
        if acts and following in _DETERMINERS | _WHOM:
            return word
        past = word in _PARTICIPLES or (word.endswith("ed") and len(word) > 4 and word not in _NO_PARTICIPLES)
        if past and (following is None or following in _AFTER_PARTICIPLE or following.endswith("ly")):
            return word
    return None


def _is_filler(word: str) -> bool:
    singular = word.removesuffix("'s")
    for ending, replacement in (("ies", "y"), ("ses", "s"), ("s", "")):
        if singular.endswith(ending) and len(singular) > 4 and not singular.endswith("ss"):
            singular = singular.removesuffix(ending) + replacement
            break
    return word in _LINKING | _DETERMINERS | _VAGUE_NOUNS or singular in _VAGUE_NOUNS or bare_form(word) in _VAGUE_VERBS
