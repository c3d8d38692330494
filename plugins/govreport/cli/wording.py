"""In which language the command line speaks: its help, its mistakes of usage, and what each command prints.

``--lang`` stands for one command, GOVREPORT_LANGUAGE for all. Commands state their help in Chinese; the English is in
help_en.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, get_args

import typer
from typer import core
from typer._click import Command, Context, HelpFormatter  # typer's own copy of click; it exports none of these
from typer._click.exceptions import MissingParameter, NoSuchOption, UsageError

from govreport.cli.frame import frame
from govreport.cli.help_en import HELP
from govreport.errors import ConfigError, Message, enumerated
from govreport.garbage import collect_seldom
from govreport.language import Language, asked_language, pick, speaking, text_in

OPTION = "--lang"
COMPLETE = "_GOVREPORT_COMPLETE"
"""The variable by which a shell asks for its script, and for what may follow."""
_LANGUAGES: tuple[Language, ...] = get_args(Language)
_MEANT_FOR_HELP = "这次用哪种语言说话；不给则按 GOVREPORT_LANGUAGE"
_SAFE_TO_REPEAT = ("run", "backfill", "check", "deliver")
"""Commands made of the stages that were killed at every step and run again (tests/faults)."""
_INTERRUPTED: Mapping[str, Message] = {
    "safe": Message(
        "已中断。可以原样再敲一次：存下的都是完整的，已发的不会再发；正在发的那一份若不能确定，"
        "govreport deliveries 会列出。",
        "Interrupted. The same command may be typed again: what is stored is whole, and nothing is sent twice; a copy "
        "that was just going out may be in doubt, and govreport deliveries lists it.",
    ),
    "other": Message("已中断，没有做完。", "Interrupted, not finished."),
}
"""What Ctrl-C comes to."""
_REASONS: Mapping[str, str] = {
    r"Input should be greater than or equal to (\S+)": "应不小于 {0}",
    r"Input should be less than or equal to (\S+)": "应不大于 {0}",
    r"Input should be greater than (\S+)": "应大于 {0}",
    r"Input should be less than (\S+)": "应小于 {0}",
    r"Input should be a valid integer.*": "应为整数",
    r"Input should be a valid number.*": "应为数字",
    r"Input should be a valid boolean.*": "应为 true 或 false",
    r"'(.*)' is not a valid int(?:eger)?\.?": "“{0}”不是整数",
    r"'(.*)' is not a valid float\.?": "“{0}”不是数字",
    r"'(.*)' does not match the formats? .*": "“{0}”不是日期，请写成 2026-11-23 的样子",
    r"'?(.*?)'? is not in the range (.*?)\.?": "“{0}”不在 {1} 之内",
    r"'(.*)' is not one of (.*?)\.?": "“{0}”不是 {1} 之一",
    r"(?:File|Path|Directory) '(.*)' does not exist\.?": "没有“{0}”",
}
"""Why a value can't be used, as typer and pydantic say it -> in Chinese."""
_LISTED = re.compile(r"(?<=[a-z])、(?=[a-z])")


class _ChineseFormatter(HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法：")


class _ChineseContext(Context):
    formatter_class = _ChineseFormatter


class Commands(core.TyperGroup):
    """All commands: in the language that is asked for; an unusable environment variable is met before a command has
    begun, and is said just as plainly."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        """Run the command that ``args`` name, in its language."""
        import sys

        collect_seldom()
        words = list(sys.argv[1:] if args is None else args)
        _prepare_completion()
        with speaking(_of_arguments(words)):
            language = asked_language() or _of_environment()
            _tell(self, language, ())
            with frame(language):
                return super().main(words, *more, **options)

    def make_context(self, *args: Any, **options: Any) -> Any:
        """The context of the command line; a mistake of usage is said in the language asked for."""
        with _told():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        from govreport.cli.common import errors  # which imports this module

        try:
            with _told():
                return super().invoke(ctx)
        except ConfigError as error:
            # In both languages: which one is wanted is a setting, and the settings are what can't be read.
            errors.print(*error.message, sep="\n", style="bold red", markup=False, soft_wrap=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            command = str(ctx.invoked_subcommand)
            again = _INTERRUPTED["safe" if command in _SAFE_TO_REPEAT else "other"]
            errors.print(text_in(asked_language() or _of_environment(), again), markup=False, soft_wrap=True)
            raise typer.Exit(130) from None


def _of_arguments(words: Sequence[str]) -> Language | None:
    """What ``--lang`` says; the option itself refuses what is no language."""
    given = None
    for word, after in zip(words, [*words[1:], ""], strict=False):
        if word == "--":
            break
        if word == OPTION:
            given = after
        elif word.startswith(f"{OPTION}="):
            given = word.partition("=")[2]
    return next((one for one in _LANGUAGES if one == given), None)


def _prepare_completion() -> None:
    """Have the shells known, asked in typer's order (source_bash) or in click's (bash_source)."""
    asked = os.environ.get(COMPLETE, "")
    if asked:
        from typer._completion_classes import completion_init

        completion_init()
        shell, _, what = asked.partition("_")
        if what in ("source", "complete"):
            os.environ[COMPLETE] = f"{what}_{shell}"


def _of_environment() -> Language:
    return next((one for one in _LANGUAGES if one == os.environ.get("GOVREPORT_LANGUAGE")), "zh")


def english(text: str) -> str:
    """The English of a help text; one that is a list of names needs none."""
    return HELP.get(text) or _LISTED.sub(", ", text)


def _tell(command: Command, language: Language, path: tuple[str, ...]) -> None:
    """Bring the help of a command, and of those below it, into ``language``; once each."""
    known = vars(command).setdefault("chinese_help", command.help)
    command.help = known if language == "zh" or known is None else english(known)
    if not any(OPTION in parameter.opts for parameter in command.params):
        command.params.append(_option())
    for parameter in command.params:
        if isinstance(parameter, core.TyperOption | core.TyperArgument):
            meant = vars(parameter).setdefault("chinese_help", parameter.help)
            parameter.help = meant if language == "zh" or meant is None else english(meant)
    if isinstance(command, core.TyperCommand | core.TyperGroup) and command.rich_help_panel:
        group = vars(command).setdefault("chinese_group", command.rich_help_panel)
        command.rich_help_panel = group if language == "zh" else english(group)
    command.context_class = _ChineseContext if language == "zh" else Context
    command.options_metavar = pick(language, "[选项]", "[OPTIONS]")
    shown = command.get_help_option(Context(command))
    if isinstance(shown, core.TyperOption):
        shown.help = pick(language, "显示这段说明", "Show this message and exit.")
    if isinstance(command, core.TyperGroup):
        command.subcommand_metavar = pick(language, "命令 [参数]...", "COMMAND [ARGS]...")
        for name, below in command.commands.items():
            _tell(below, language, (*path, name))


def _option() -> Any:
    """The option, made by typer out of a command that has no other."""
    only = typer.Typer(add_completion=False)

    @only.command()
    def _speak(
        lang: Annotated[
            str | None,
            typer.Option(OPTION, metavar="|".join(_LANGUAGES), callback=_require_language, help=_MEANT_FOR_HELP),
        ] = None,
    ) -> None:
        pass

    option = typer.main.get_command(only).params[0]
    option.expose_value = False
    return option


def _require_language(value: str | None) -> str | None:
    if value is not None and value not in _LANGUAGES:
        known = enumerated(_LANGUAGES)
        raise typer.BadParameter(
            pick(_of_environment(), f"“{value}”不是 {known.zh} 之一", f"{value!r} is none of {known.en}")
        )
    return value


@contextmanager
def _told() -> Iterator[None]:
    """A mistake of usage, in Chinese where that is spoken."""
    try:
        yield
    except UsageError as error:
        if (asked_language() or _of_environment()) == "zh" and type(error).__name__ != "NoArgsIsHelpError":
            said = _in_chinese(error)
            if said is not None:
                raise UsageError(said, ctx=error.ctx) from None
        raise


def _in_chinese(error: UsageError) -> str | None:
    parameter = getattr(error, "param", None)
    named = max(parameter.opts, key=len) if parameter is not None and parameter.opts else ""
    if isinstance(parameter, core.TyperArgument):
        named = str(parameter.name)
    if isinstance(error, MissingParameter):
        return f"缺少 {named}。"
    if isinstance(error, NoSuchOption):
        near = f"是否为 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}。{near}"
    quoted = re.findall(r"'([^']*)'", error.message)
    if error.message.startswith("No such command") and quoted:
        near = f"是否为 {'、'.join(quoted[1:])}？" if quoted[1:] else ""
        return f"没有命令“{quoted[0]}”。{near}"
    if error.message.startswith("Missing command"):
        return "缺少命令。"
    if "unexpected extra argument" in error.message:
        return f"多出的参数：{error.message.partition('(')[2].rpartition(')')[0] or error.message}"
    if parameter is not None:
        return f"{named} 的值不能用：{_reason(error.message)}"
    return None


def _reason(told: str) -> str:
    """Why a value can't be used; typer and pydantic say it in English."""
    told = told.removeprefix("Value error, ")
    for pattern, words in _REASONS.items():
        if (found := re.fullmatch(pattern, told, re.DOTALL)) is not None:
            return words.format(*(part.replace("', '", "、").strip("'") for part in found.groups()))
    return told
