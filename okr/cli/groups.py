"""Commands and groups of commands: options that every command shares, examples in the help, groups loaded when named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from inspect import cleandoc
from typing import Any, TypeVar

import click

from okr.cli.session import Session

Function = TypeVar("Function", bound=Callable[..., Any])  # click hands a function its parameters by name

Does = str | Mapping[str, str]
"""An operation, or the operations that options carry out."""

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _remember(context: click.Context, option: click.Parameter, value: str | bool | None) -> None:
    """Keeps a shared option in the session, whichever word of the command line it stood behind."""
    if value is None or option.name is None:
        return
    if context.get_parameter_source(option.name) is click.core.ParameterSource.COMMANDLINE:
        session = context.find_root().obj
        if isinstance(session, Session):
            session.flags[option.opts[-1].removeprefix("--")] = value


def _shared(name: str, help_text: str, *, metavar: str | None = None, switch: bool = True) -> click.Option:
    """An option of every command; a switch without a value, or a text where a metavar says so."""
    declared = [f"shared_{name.replace('-', '_')}", f"--{name}"]
    if metavar is not None:
        return click.Option(declared, metavar=metavar, help=help_text, expose_value=False, callback=_remember)
    return click.Option(
        declared, is_flag=True, flag_value=switch, default=None, help=help_text, expose_value=False, callback=_remember
    )


SHARED = (
    _shared("url", "Where the goals are: a file, sqlite:///... or postgresql://... [OKR_URL]", metavar="PLACE"),
    _shared("as", "Act as this person, by handle or e-mail. [OKR_AS]", metavar="PERSON"),
    _shared("today", "The date that counts as today. [OKR_TODAY]", metavar="DAY"),
    _shared("json", "Print one JSON document."),
    _shared("plain", "Plain text: no bars, no drawings, no colours. [OKR_PLAIN]"),
    _shared("ascii", "Only ASCII glyphs. [OKR_ASCII]"),
    _shared("no-color", "No colours. [NO_COLOR]"),
)
"""Options that every command takes, before or after its name."""


class OkrCommand(click.Command):
    """A command with the shared options and with examples at the end of its help."""

    def __init__(
        self,
        *args: Any,  # as click's
        examples: Sequence[str] = (),
        answers: str | None = None,
        lists: str | None = None,
        also: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
        does: Does = "",
        **kwargs: Any,  # as click's
    ) -> None:
        super().__init__(*args, **kwargs)
        self.does = {"": does} if isinstance(does, str) else dict(does)
        self.describe(self.help or "")
        self.examples = tuple(examples)
        self.answers = answers
        self.lists = lists
        self.also = dict(also or {})
        self.fields = dict(fields or {})

    def describe(self, help_text: str) -> None:
        """Set the help; what undoing does not take back is said at its end."""
        stays = (_stays(option, operation) for option, operation in self.does.items())
        self.help = "\n\n".join(filter(None, (cleandoc(help_text), *stays)))

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own parameters and the shared ones."""
        own = super().get_params(ctx)
        return [*own[:-1], *SHARED, *own[-1:]]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Lets negative numbers be arguments where the command says so, and still refuses unknown options."""
        if ctx.ignore_unknown_options:
            _refuse_unknown_options(self, ctx, args)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options; the shared ones stand in `okr --help`."""
        own = [parameter for parameter in super().get_params(ctx) if isinstance(parameter, click.Option)]
        _write_options(formatter, "Options", _records(own, ctx))
        formatter.write_paragraph()
        formatter.write_text("Options of every command (see okr --help):")
        formatter.write(f"  {_shared_names()}\n")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, each on its line."""
        _write_examples(formatter, self.examples)


class OkrGroup(click.Group):
    """A group whose commands are loaded when they are named: `commands` maps a name to (module:attribute, short help)."""

    def __init__(
        self,
        *args: Any,  # as click's
        lazy: Mapping[str, tuple[str, str]] | None = None,
        sections: Mapping[str, Sequence[str]] | None = None,
        examples: Sequence[str] = (),
        **kwargs: Any,  # as click's
    ) -> None:
        kwargs.setdefault("context_settings", CONTEXT)
        super().__init__(*args, **kwargs)
        self.lazy = dict(lazy or {})
        self.sections = dict(sections or {})
        self.examples = tuple(examples)

    def command(self, *args: Any, **kwargs: Any) -> Any:  # as click's
        """Declares a command of the group."""
        kwargs.setdefault("cls", OkrCommand)
        kwargs.setdefault("context_settings", CONTEXT)
        return super().command(*args, **kwargs)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The group's own parameters and the shared ones."""
        own = super().get_params(ctx)
        return [*own[:-1], *SHARED, *own[-1:]]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of their sections."""
        return [*self.lazy, *(name for name in self.commands if name not in self.lazy)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now if it was not yet."""
        if cmd_name not in self.lazy:
            return self.commands.get(cmd_name)
        module, attribute = self.lazy[cmd_name][0].split(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; an unknown name is refused with the nearest ones."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-") and not ctx.resilient_parsing:
            from okr.domain.quantities import nearest
            from okr.domain.text import clean_for_display

            near = nearest(name, self.list_commands(ctx))
            shown = clean_for_display(name)[:60]
            message = f'"{ctx.command_path}" has no command "{shown}"'
            raise click.UsageError(f"{message}; did you mean {' or '.join(near)}?" if near else message, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their short help, by section; nothing is loaded for it."""
        helps = {name: short for name, (_, short) in self.lazy.items()}
        helps.update(
            (name, command.get_short_help_str(limit=80))
            for name, command in self.commands.items()
            if not command.hidden
        )
        sections = self.sections or {"Commands": list(helps)}
        width = max(map(len, helps), default=0)
        for heading, names in sections.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), helps[name]) for name in names])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands first, then the options; the shared ones only at the root."""
        self.format_commands(ctx, formatter)
        own = _records(super().get_params(ctx), ctx)
        if ctx.parent is None:
            _write_options(formatter, "Options of every command", _records(SHARED, ctx))
        _write_options(formatter, "Options", own)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, each on its line."""
        _write_examples(formatter, self.examples)


def command(
    name: str,
    *,
    examples: Sequence[str],
    answers: str | None = None,
    lists: str | None = None,
    also: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
    does: Does = "",
    negative_numbers: bool = False,
) -> Callable[[Function], OkrCommand]:
    """Declares a command that stands in no group; its docstring is its help.

    What `--json` prints is declared for the reference: `answers` a result of the contract ("goals.GoalView"), `lists` a
    page of results, `also` what another option makes of it, `fields` an object of the command's own with the meaning of
    each field. `does` names the operation (or those that options carry out) that undoing does not take back: its help says so.
    """
    settings: dict[str, Any] = dict(CONTEXT)
    if negative_numbers:
        settings["ignore_unknown_options"] = True
    return click.command(
        name,
        cls=OkrCommand,
        context_settings=settings,
        examples=examples,
        answers=answers,
        lists=lists,
        also=also,
        fields=fields,
        does=does,
    )


def _stays(option: str, operation: str) -> str:
    """What the help says of an operation that undoing does not take back; `option` is what asks for it, empty for the command."""
    if not operation:
        return ""
    from okr.domain.undoing import stays

    reason = stays(operation)
    return f"{option or 'This'} cannot be undone: {reason}." if reason else ""


def _refuse_unknown_options(command: click.Command, ctx: click.Context, args: Iterable[str]) -> None:
    known = {name for option in command.get_params(ctx) for name in (*option.opts, *option.secondary_opts)}
    takes_value = {
        name for option in command.get_params(ctx) if isinstance(option, click.Option) and not option.is_flag
        for name in option.opts
    }  # fmt: skip
    words = iter(args)
    for word in words:
        if word == "--":
            return
        if word in takes_value:
            next(words, None)
        elif word.startswith("--") and word.partition("=")[0] not in known:
            raise click.NoSuchOption(word.partition("=")[0], possibilities=sorted(known), ctx=ctx)
        elif word.startswith("-") and word[1:2].isalpha() and word not in known and not _is_negative_word(word):
            raise click.NoSuchOption(word, ctx=ctx)


def _is_negative_word(word: str) -> bool:
    return word[1:].casefold() in {"inf", "infinity", "nan"}


def _records(parameters: Iterable[click.Parameter], ctx: click.Context) -> list[tuple[str, str]]:
    records = (parameter.get_help_record(ctx) for parameter in parameters)
    return [record for record in records if record is not None]


def _write_options(formatter: click.HelpFormatter, heading: str, records: Sequence[tuple[str, str]]) -> None:
    if records:
        with formatter.section(heading):
            formatter.write_dl(records)


def _write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                formatter.write(f"  {example}\n")


def _shared_names() -> str:
    return " ".join(option.opts[-1] for option in SHARED)
