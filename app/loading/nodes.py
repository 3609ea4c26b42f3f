"""The only place where YAML is composed: a text that goes too deep is refused, since libyaml's composer calls itself and would end the process."""

import re

import yaml

DEEPEST = 50
"""Lists and mappings inside one another; ours have six."""
_NESTED = re.compile(r"[\[{](?:[^\]}\[{]*[\[{]){30}|^ *(?:[-?] +){15}|^ {120}", re.MULTILINE)
"""How a text looks that may be nested deeply: the only one whose depth is counted, since counting takes time."""


class DeepError(yaml.YAMLError):
    """Lists and mappings stand too deep inside one another."""

    def __init__(self, line: int) -> None:
        """Keep the line (counted from 1) in which it goes too deep."""
        super().__init__(line)
        self.line = line


class _Untagged(yaml.CSafeLoader):
    """Takes every scalar for text, as all that reads our nodes does, and does not look whether it could be a number or a date."""

    def resolve(self, _kind: type[yaml.Node], _value: str, _implicit: object) -> str:
        """Name no tag."""
        return ""


def compose(text: str, *, slowly: bool = False) -> yaml.Node | None:
    """Compose *text* with libyaml, or *slowly* in Python, whose errors we know how to tell. Raises YAMLError, of which DeepError is one."""
    if _NESTED.search(text):
        _count(text)
    return yaml.compose(text, Loader=yaml.SafeLoader if slowly else _Untagged)


def _count(text: str) -> None:
    """Count how deep a text goes by its events, which are told one after the other, however deep they stand."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise DeepError(event.start_mark.line + 1 if event.start_mark else 1)
