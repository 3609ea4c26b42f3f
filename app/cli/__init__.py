"""Commands for staff and operators: data on stdout, messages on stderr; exit 0, 1 (content or a case fails), 2 (usage)."""

import sys

import typer

from app.errors import ContentError, SettingsError, UnfinishedError


def main() -> None:
    """Run the command line; errors that we know become sentences and exit codes."""
    try:
        _needed(sys.argv[1:])()
    except ContentError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(f"内容に問題があります（{len(error.problems)} 件）。直してから、もう一度動かしてください。", file=sys.stderr)
        sys.exit(1)
    except (SettingsError, UnfinishedError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def _needed(words: list[str]) -> typer.Typer:
    """Give the whole command line; to `impact`, for which a clerk waits, it comes alone: what the others need takes most of a second to import."""
    if words[:1] != ["impact"]:
        return _every()
    from app.cli.impact import impact  # noqa: PLC0415  # see above
    from app.cli.japanese import Commands  # noqa: PLC0415  # see above

    alone = Commands("何が変わるか")
    alone.callback()(lambda: None)  # without it, the one command would have no name
    alone.command(help=impact.__doc__)(impact)
    return alone


def _every() -> typer.Typer:
    from app.cli.every import APP  # noqa: PLC0415  # see above

    return APP


def __getattr__(name: str) -> typer.Typer:
    """Make APP, the whole command line, when it is first asked for."""
    if name == "APP":
        return _every()
    raise AttributeError(name)
