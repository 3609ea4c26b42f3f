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
    old_secret: SecretStr | None = Field(
        default=None, min_length=16, description="前の鍵。鍵を替えたあと、途中の話を読むためだけに使う。なければ、前の話は読めない"
    )
    talk_hours: int = Field(default=12, ge=1, le=168, description="話の続きを読む時間（時間）。過ぎた話は、はじめからになる")
    body_bytes: int = Field(default=200_000, ge=20_000, le=10_000_000, description="一つの求めの大きさの限り（バイト）")
    rate: str = Field(
        default="60/minute; 20/second",
        pattern=r"^(off|[1-9]\d{0,5}/(second|minute|hour)(; ?[1-9]\d{0,5}/(second|minute|hour))*)$",
        description="一つのアドレスから送れる回数。off なら数えない",
    )
    rate_store: SecretStr | None = Field(
        default=None, description="送られた回数を、何台かで合わせて数える置き場（redis://…）。なければ、台ごとに数える"
    )
    proxies: int = Field(
        default=0, ge=0, le=10, description="前に置いた、信じてよいプロキシの数。X-Forwarded-For から読むアドレスが決まる。0 なら読まない"
    )
    exit_url: str = Field(default="https://www.jma.go.jp/", pattern=r"^https://", description="「閉じる」で開く、目立たないページ")
    database_url: SecretStr | None = Field(
        default=None,
        description="回数を書くデータベース（sqlite:///counts.db か postgresql://利用者:秘密@ホスト/名前）。なければ、動いている間だけ数える",
    )
    metrics: bool = Field(default=False, description="動きぐあいの数（Prometheus）を /metrics に出す")
    reload_seconds: float = Field(default=5, ge=0, le=3600, description="内容のファイルが変わったかを見る間隔（秒）。0 なら見ない")
    hsts_seconds: int = Field(default=0, ge=0, le=63_072_000, description="https だけで開くように、ブラウザに頼む秒数（HSTS）。0 なら頼まない")
    security_contact: str | None = Field(
        default=None,
        pattern=r"^(mailto:|tel:|https://)[!-~]+$",
        description="弱い所を知らせてもらう先（mailto:…、https://…）。決めると /.well-known/security.txt が出る",
    )
    dev: bool = Field(default=False, description="部品の一覧 /parts を出す（開発のときだけ）")
    public_url: str | None = Field(
        default=None,
        pattern=r"^https://[^/]+$",
        description="このサービスの住所（https://madoguchi.city.example.jp）。oEmbed の案内と、ちらしの QR コードに使う",
    )
    contact: str | None = Field(
        default=None, pattern=r"^[!-~]+$", description="リンクを見に行くとき（links）に名のる連絡先。メールか URL。なければ市のページ"
    )
    browser: Path | None = Field(default=None, description="ちらしを PDF にするブラウザー（chromium）の場所。なければ、よくある名前から探す")
    now: datetime | None = Field(default=None, description="時計をこの時刻に止める（試すときだけ。例 2026-12-31T23:00）")
    cache: Path = Field(
        default_factory=lambda: Path.home() / ".cache" / "madoguchi", description="一度聞いた文の答えを覚えておく場所（impact が使う。消してよい）"
    )
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


KNOWN = frozenset(Settings.model_fields) | {"test_browser", "test_parts"}
"""MADOGUCHI_TEST_… are read by tests only."""
