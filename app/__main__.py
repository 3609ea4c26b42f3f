"""`python -m app` is the command `madoguchi`."""

import sys


def start() -> None:
    """Run the command line. What stops it before it can speak for itself becomes a sentence here."""
    try:
        # A process that we start looks into this file too, and needs no command line: importing it takes half a second.
        from app.cli import main  # noqa: PLC0415

        main()
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == "app":
            raise
        sys.stderr.write(f"部品（{error.name}）がありません。make run を一度動かして準備し、.venv/bin/python -m app … と書いてください。\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("\nやめました。\n")
        sys.exit(130)


if __name__ == "__main__":
    start()
