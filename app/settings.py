"""The only door to the environment: variables MADOGUCHI_*, read once at the start."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError

PREFIX = "MADOGUCHI_"
HOME = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """How this process runs. Each field is a variable MADOGUCHI_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    content: Path = Field(default=HOME, description="resources.yaml と intents/ のある場所")
    city: Path | None = Field(default=None, description="市のフォルダー（cities/271403-sakai など）。なければ全国の窓口だけ")
    secret: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)),
        min_length=16,
        description="話の流れに署名する鍵。複数の台で動かすときは同じ値にする。なければ起動のたびに新しく作る",
    )
    exit_url: str = Field(default="https://www.jma.go.jp/", pattern=r"^https://", description="「閉じる」で開く、目立たないページ")
    hsts_seconds: int = Field(default=0, ge=0, le=63_072_000, description="https だけで開くように、ブラウザに頼む秒数（HSTS）。0 なら頼まない")
    security_contact: str | None = Field(
        default=None,
        pattern=r"^(mailto:|tel:|https://)[!-~]+$",
        description="弱い所を知らせてもらう先（mailto:…、https://…）。決めると /.well-known/security.txt が出る",
    )
    counts: Path | None = Field(default=None, description="「つながった」などの回数を数えるファイル（SQLite）。なければ、動いている間だけ数える")
    dev: bool = Field(default=False, description="部品の一覧 /parts を出す（開発のときだけ）")
    now: datetime | None = Field(default=None, description="時計をこの時刻に止める（試すときだけ。例 2026-12-31T23:00）")
    dictionary: str = Field(default="core", description="SudachiPy の辞書")


def read() -> Settings:
    """Read the environment. Raises SettingsError for unknown or wrong variables."""
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in KNOWN)  # noqa: TID251  # this is the one place
    if unknown:
        raise SettingsError(
            f"知らない設定です: {', '.join(unknown)}（使えるもの: {', '.join(sorted(PREFIX + name.upper() for name in Settings.model_fields))}）"
        )
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(PREFIX + str(fault["loc"][0]).upper() for fault in error.errors())
        raise SettingsError(f"設定の値がちがいます: {names}") from error


KNOWN = frozenset(Settings.model_fields) | {"test_browser"}
"""MADOGUCHI_TEST_BROWSER is read by the browser tests only."""
