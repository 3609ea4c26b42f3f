"""Load: how many turns a second, and how many talks at once (`make load`; docs in bench/README.md)."""
