"""What values say: what they read back as, and what a file is to say after changes."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from app.edit.tree import Null
from app.errors import EditError, Path


def missing(path: Path) -> EditError:
    """Say that there is no place for a value."""
    return EditError(f"「{path[-1]}」を書く場所が、ファイルにありません")


def nest(path: Path, value: Any) -> Any:
    """Put *value* into as many new lists and mappings as *path* says."""
    for part in reversed(path):
        if isinstance(part, int) and part != 0:
            raise missing(path)
        value = [value] if isinstance(part, int) else {part: value}
    return value


def is_list(value: Any) -> bool:
    """Tell a list from a text, which is a sequence too."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def meant(value: Any) -> Any:
    """Give what a value reads back as."""
    if isinstance(value, Null):
        return None
    if isinstance(value, Mapping):
        return {key: meant(inner) for key, inner in value.items() if inner is not None}
    return [meant(inner) for inner in value] if is_list(value) else value


def told(data: Any) -> Any:
    """Give data without what says nothing: a key that is `null` is one that is not there."""
    if isinstance(data, dict):
        return {key: told(inner) for key, inner in data.items() if inner is not None}
    return [told(inner) for inner in data] if isinstance(data, list) else data


def expected(before: Any, changes: Iterable[tuple[Path, Any]]) -> Any:
    """Give what the file is to say after *changes*, which come in the order in which they are made."""
    data = [deepcopy(before)]
    for path, value in changes:
        _place_in(data, (0, *path), value)
    return data[0]


def _place_in(data: Any, path: Path, value: Any) -> None:
    part = path[0]
    there = data.get(part) if isinstance(data, dict) else data[part] if part < len(data) else None  # type: ignore[operator]  # a list has positions
    if len(path) > 1 and there is not None:
        _place_in(there, path[1:], value)
    elif value is None:
        del data[part]
    elif isinstance(data, list) and part == len(data):
        data.append(meant(nest(path[1:], value)))
    else:
        data[part] = meant(nest(path[1:], value))
