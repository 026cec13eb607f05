"""Rules the database itself keeps: triggers, the same on SQLite and PostgreSQL.

A rule is a SQL condition over `NEW` that must never be true. Triggers are dropped before
and created after every migration, because SQLite rebuilds a table (and loses its triggers)
for most alterations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

INSERT_OR_UPDATE = ("INSERT", "UPDATE")


@dataclass(frozen=True)
class Rule:
    """`name` refuses a row of `table` for which `broken` (SQL over NEW) holds."""

    name: str
    table: str
    broken: str
    events: tuple[str, ...] = INSERT_OR_UPDATE


def same_brand(model: type[models.Model]) -> Iterable[Rule]:
    """Every parent that belongs to a brand belongs to this row's brand."""
    for field in model._meta.concrete_fields:
        parent = field.related_model
        if isinstance(parent, str) or parent is None or (not field.many_to_one and not field.one_to_one):
            continue
        if any(f.name == "brand" for f in parent._meta.concrete_fields):
            yield Rule(
                f"{model._meta.model_name}_{field.name}_same_brand",
                model._meta.db_table,
                f"NEW.{field.column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parent._meta.db_table} p "  # noqa: S608
                f"WHERE p.id = NEW.{field.column} AND p.brand_id = NEW.brand_id)",  # names of ours only
            )


def append_only(model: type[models.Model]) -> Rule:
    """A row is never changed once it is written."""
    return Rule(f"{model._meta.model_name}_append_only", model._meta.db_table, "1 = 1", ("UPDATE",))


def rules_of(config: AppConfig) -> list[Rule]:
    """All rules of one app: tenancy from its foreign keys, and what its models declare as `rules`."""
    found: list[Rule] = []
    for model in config.get_models():
        if any(field.name == "brand" for field in model._meta.concrete_fields):
            found += same_brand(model)
        found += getattr(model, "rules", list)()
    return found


def create(connection: BaseDatabaseWrapper, rules: Iterable[Rule]) -> None:
    """Create the triggers of `rules`, replacing what has the same name."""
    drop(connection, rules)
    statement = _postgres if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for rule in rules:
            for event in rule.events:
                for sql in statement(rule, event):
                    cursor.execute(sql)


def drop(connection: BaseDatabaseWrapper, rules: Iterable[Rule]) -> None:
    """Drop the triggers of `rules`, those that exist."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for rule in rules:
            if rule.table not in tables:
                continue
            for event in rule.events:
                suffix = f" ON {rule.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(rule, event)}{suffix}")


def connect(config: AppConfig) -> None:
    """Keep the triggers of one app in step with its migrations."""

    def remove(sender: Any, using: str, **kwargs: Any) -> None:
        drop(connections[using], rules_of(config))

    def install(sender: Any, using: str, **kwargs: Any) -> None:
        tables = set(connections[using].introspection.table_names())
        create(connections[using], [rule for rule in rules_of(config) if rule.table in tables])

    pre_migrate.connect(remove, sender=config, weak=False)
    post_migrate.connect(install, sender=config, weak=False)


def _name(rule: Rule, event: str) -> str:
    return f"sayso_{rule.name}_{event.lower()}"


def _sqlite(rule: Rule, event: str) -> list[str]:
    return [
        f"CREATE TRIGGER {_name(rule, event)} BEFORE {event} ON {rule.table} FOR EACH ROW "
        f"WHEN {rule.broken} BEGIN SELECT RAISE(ABORT, '{rule.name}'); END"
    ]


def _postgres(rule: Rule, event: str) -> list[str]:
    name = _name(rule, event)
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {rule.broken} THEN RAISE EXCEPTION '{rule.name}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
