"""Faults on purpose: real replicas behind a real nginx, with a real PostgreSQL and Redis, all on loopback; they end with whoever started them."""
