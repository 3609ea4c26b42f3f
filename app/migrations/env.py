"""Runs the migrations on the connection that app/store.py gives: inside its transaction, under its lock."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
