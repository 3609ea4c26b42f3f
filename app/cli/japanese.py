"""How the command line speaks: help, mistakes and endings in Japanese, in lines that fit a narrow window."""

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from unicodedata import normalize

import typer
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import Abort, TyperException

HELP = "この説明を出して終わる"
NEEDED = "必ず書く"
YES, NO = frozenset({"y", "yes", "はい", "っy"}), frozenset({"", "n", "no", "いいえ", "ん"})
STOPPED = "やめました。"
ENGLISH = re.compile(r"[A-Z]?[a-z]+ [a-z'(]")
"""How Typer's own sentences begin; ours do not."""
PIECES = re.compile(r"[（「]*[!-~]+[、。）」・？！]*|[（「]*.[、。）」・？！]*", re.DOTALL)
"""What stays on one line."""
QUOTED = re.compile(r"'(.*)' (?:does not exist|is a directory|is a file|is not readable|is not writable)")
"""What Typer says of a path."""
PATHS = {
    "does not exist": "「{}」がありません。名前と場所を確かめてください",
    "is a directory": "「{}」はフォルダーです。ファイルの名前を書いてください",
    "is a file": "「{}」はファイルです。フォルダーの名前を書いてください",
    "is not readable": "「{}」を読めません。読んでよいファイルかを確かめてください",
    "is not writable": "「{}」に書けません。書いてよい所かを確かめてください",
}
SHAPES = {
    "datetime": "日は 2027-04-01 のように、半角の数字とハイフンで書いてください（時刻もいるなら 2027-04-01T09:00）",
    "int": "半角の数字で書いてください",
    "float": "半角の数字で書いてください",
}
KINDS = {"<bool>": "", "<int>": "数", "<float>": "数", "<str>": "文字", "<file>": "ファイル", "<dir>": "フォルダー", "<path>": "場所"}
Parameter = TyperArgument | TyperOption
C = TypeVar("C", bound=Callable[..., Any])


def called(python: Path = Path(sys.executable)) -> str:
    """Give how the program is run, so that a line we show can be copied: with the Python of this folder, where it has one."""
    shown = python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else Path("python")
    return f"{shown.as_posix()} -m app"


class Command(TyperCommand):
    """A command that explains itself in Japanese."""

    def get_help(self, ctx: Any) -> str:
        """Give the help as text."""
        return explained(self, ctx, Console().width)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Print the help."""
        _print_help(self, ctx)


class Group(TyperGroup):
    """Commands that explain themselves in Japanese; mistakes end with a sentence and exit code 2."""

    def get_help(self, ctx: Any) -> str:
        """Give the help as text."""
        return explained(self, ctx, Console().width)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Print the help."""
        _print_help(self, ctx)

    def main(  # as Typer has it
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command. What Typer would say in English is said here."""
        try:
            code = super().main(args, prog_name or called(), complete_var, False, windows_expand_args, **extra)
        except TyperException as error:
            _tell(error)
        except Abort:
            print(f"\n{STOPPED}", file=sys.stderr)
            sys.exit(1)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code


class Commands(typer.Typer):
    """A set of commands whose help is in Japanese."""

    def __init__(self, help: str) -> None:  # noqa: A002  # Typer's name for it
        """Say what the commands are for."""
        super().__init__(cls=Group, help=help, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)

    def command(self, name: str | None = None, **more: Any) -> Callable[[C], C]:
        """Add a command."""
        return super().command(name, **({"cls": Command} | more))


# Questions


def agreed(question: str) -> bool:
    """Ask a question that is answered by y or n, also where the Japanese keyboard is on. Enter alone is no. Raises Abort."""
    while True:
        said = normalize("NFKC", typer.prompt(f"{question} [y/N]", default="", show_default=False, err=True)).strip().lower()
        if said in YES or said in NO:
            return said in YES
        print("y か n を押して、Enter を押してください。", file=sys.stderr)


# Mistakes


def _tell(error: TyperException) -> NoReturn:
    """Say what is wrong and where to read on. No command at all is no mistake: it shows the help."""
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and ctx is not None:
        print(explained(ctx.command, ctx, Console().width), file=sys.stderr)
        sys.exit(2)
    print(mistake(error), file=sys.stderr)
    if ctx is not None and not (type(error).__name__ == "BadParameter" and getattr(error, "param", None) is None):
        print(f"書き方は: {ctx.command_path} --help", file=sys.stderr)
    sys.exit(getattr(error, "exit_code", 2))


def mistake(error: TyperException) -> str:
    """Say in Japanese what was written wrongly."""
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(error)
        case "MissingParameter":
            return _missing(error)
        case "BadParameter":
            return _bad(error)
    return _usage(error.message) if ENGLISH.match(error.message) else error.message


def _no_such_option(error: Any) -> str:
    likely = "、".join(sorted(error.possibilities or ()))
    return f"「{error.option_name}」という書き方はありません。" + (f"もしかして: {likely}" if likely else "")


def _missing(error: Any) -> str:
    param = error.param
    means = f"（{param.help}）" if param is not None and getattr(param, "help", None) else ""
    return f"「{_name(param) if param is not None else error.message}」{means}が足りません。"


def _bad(error: Any) -> str:
    param = error.param
    if not ENGLISH.match(error.message):
        return f"{_name(param)}: {error.message}" if param is not None else str(error.message)
    said = _path(error.message) or _shape(param)
    return f"{_name(param)}: {said}" if param is not None else said


def _path(message: str) -> str | None:
    found = QUOTED.search(message)
    if found is None:
        return None
    return next(said.format(found[1]) for end, said in PATHS.items() if end in message)


def _shape(param: Any) -> str:
    if param is None:
        return "書き方がちがいます"
    kind = param.type_descriptor.annotation.__name__
    return SHAPES.get(kind, "書き方がちがいます") + _limits(param)


def _limits(param: Any) -> str:
    low, high = getattr(param, "min", None), getattr(param, "max", None)
    parts = [f"{low} から" if low is not None else "", f"{high} まで" if high is not None else ""]
    return f"（{' '.join(part for part in parts if part)}）" if any(parts) else ""


def _usage(message: str) -> str:
    unknown = re.match(r"No such command '(.*?)'\.?(?: Did you mean (.*)\?)?", message)
    if unknown:
        likely = "、".join(re.findall(r"'(.*?)'", unknown[2] or ""))
        return f"「{unknown[1]}」というコマンドはありません。" + (f"もしかして: {likely}" if likely else "")
    if message.startswith("Got unexpected extra argument"):
        extra = re.sub(r"^.*\((.*)\)$", r"\1", message)
        return f'「{extra}」が余分です。間に空白のある言葉は、" " でかこんでください。'
    option = re.search(r"'(-[^']+)'", message)
    if option and "requires" in message:
        return f"「{option[1]}」の後ろに、書くことが足りません。"
    if option and "does not take a value" in message:
        return f"「{option[1]}」の後ろには、何も書きません。"
    return "コマンドの書き方がちがいます。"


# Help


def _print_help(command: Any, ctx: Any) -> None:
    print(explained(command, ctx, Console().width))


def explained(command: Any, ctx: Any, width: int) -> str:
    """Tell how a command is written and what its parts mean, in lines of *width* columns."""
    params = [each for each in command.get_params(ctx) if not getattr(each, "hidden", False)]
    arguments = [each for each in params if isinstance(each, TyperArgument)]
    options = [each for each in params if isinstance(each, TyperOption)]
    pieces = [*(_in_usage(each) for each in arguments), *(["コマンド"] if isinstance(command, TyperGroup) else []), "[オプション]"]
    parts = [f"書き方: {' '.join((ctx.command_path, *pieces))}", "\n".join(folded((command.help or "").strip(), width))]
    if isinstance(command, TyperGroup):
        parts += _rows("コマンド", _subcommands(command, ctx), width)
    parts += _rows("書くこと", [(_name(each), "", _means(each)) for each in arguments], width)
    parts += _rows("オプション", [(_name(each), _kind(each, ctx), _means(each)) for each in options], width)
    return "\n\n".join(parts)


def _subcommands(group: TyperGroup, ctx: Any) -> list[tuple[str, str, str]]:
    known = ((name, group.get_command(ctx, name)) for name in group.list_commands(ctx))
    return [(name, "", (each.help or "").strip()) for name, each in known if each is not None and not each.hidden]


def _rows(heading: str, rows: list[tuple[str, str, str]], width: int) -> list[str]:
    if not rows:
        return []
    name_width, kind_width = (max(cell_len(row[at]) for row in rows) for at in (0, 1))
    heads = [f"  {set_cell_size(name, name_width)}  " + (f"{set_cell_size(kind, kind_width)}  " if kind_width else "") for name, kind, _ in rows]
    indent = cell_len(heads[0])
    lines = [
        (head if at == 0 else " " * indent) + line
        for head, row in zip(heads, rows, strict=True)
        for at, line in enumerate(folded(row[2], max(20, width - indent)))
    ]
    return ["\n".join((heading, *lines))]


def folded(text: str, width: int) -> list[str]:
    """Fold Japanese into lines of *width* columns: between any two letters, but never inside a Latin word or before a closing mark."""
    lines, line = [], ""
    for piece in PIECES.findall(text):
        if line and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _name(param: Any) -> str:
    if isinstance(param, TyperArgument):
        return str(param.metavar or param.name).strip("[]")
    return "、".join((*param.opts, *param.secondary_opts))


def _in_usage(param: TyperArgument) -> str:
    name = _name(param) + ("…" if param.nargs != 1 else "")
    return name if param.required else f"[{name}]"


def _kind(param: TyperOption, ctx: Any) -> str:
    if param.is_flag:
        return ""
    shown = str(param.display_type_rich(ctx) or "")
    inner = re.sub(r"^<list\[(.*)\]>$", r"<\1>", shown)
    if "range" in inner:
        return "数"
    if "date" in inner or "%Y" in inner:
        return "日"
    return KINDS.get(inner, "文字")


def _means(param: Parameter) -> str:
    said = HELP if "--help" in param.opts else (param.help or "")
    notes = [NEEDED] if param.required else []
    if not param.required and param.show_default and not getattr(param, "is_flag", False) and param.default not in {None, ""}:
        notes.append(f"もとの値: {param.default}")
    return said + (f"（{'、'.join(notes)}）" if notes else "")
