"""`python -m app` is the command `madoguchi`."""

if __name__ == "__main__":
    # A process that we start looks into this file too, and needs no command line: importing it takes half a second.
    from app.cli import main

    main()
