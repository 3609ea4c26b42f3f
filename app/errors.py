"""Errors that a person can act on.

* AppError
  + ContentError   a YAML file is wrong: fix the file
  + SettingsError  the environment is wrong: fix the deployment
  + EditError      a value cannot be changed in the text of a file: change it by hand
  + UnfinishedError  loading ended before it was done: look at the memory, and try again
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where in a file: keys and positions from the top, for instance `("outcomes", 0, "offers", 2)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong in the content, told so that a clerk can mend it."""

    file: str
    message: str
    path: Path = ()
    line: int | None = None
    """Counted from 1; None until `loading` has looked up the path."""
    level: Literal["error", "warning"] = "error"
    column: int | None = None
    """Counted in characters from 1; None where only the line is known."""
    end: int | None = None
    """The column behind the last character that is meant, in the same line."""
    rule: str = "content"
    """A stable short name, one of `app.rules`."""
    hint: str | None = None
    """What to write in place of the characters from `column` to `end`; empty: take them out; None: only a person can know."""
    key: bool = False
    """The name of the field is meant, not what is written there."""

    def __str__(self) -> str:
        """Say `file:line:column: sentence`, as editors and CI understand it."""
        mark = "" if self.level == "error" else "注意: "
        column = "" if self.column is None else f":{self.column}"
        return f"{self.file}:{self.line or 1}{column}: {mark}{self.message}"


class AppError(Exception):
    """Anything that we raise on purpose."""


class ContentError(AppError):
    """A content file is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems; the command line turns them into lines, the web into a calm page."""
        super().__init__(problems)  # what an exception is made of again when it comes from another process
        self.problems = problems

    def __str__(self) -> str:
        """Give the problems, one a line."""
        return "\n".join(map(str, self.problems))


class SettingsError(AppError):
    """The environment is wrong."""


class UnfinishedError(AppError):
    """The process that loads was ended, or ended by itself, before it was done."""

    def __str__(self) -> str:
        """Say what may have happened."""
        return "読みこみが、途中で終わりました。メモリーが足りているかを見て、もう一度試してください"


class EditError(AppError):
    """A value cannot be changed in the text of a file; says why, and what to do instead."""
