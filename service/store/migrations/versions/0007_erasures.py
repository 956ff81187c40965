"""Receipts of erasures, the serving processes that they wait for, and whom plans name."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _receipts()
    _plan_creators()


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: data written since would be lost")


def _receipts() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("creators", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.Double(), nullable=False),
        sa.Column("pages_at", sa.Double(), nullable=True),
        sa.Column("log_at", sa.Double(), nullable=True),
        sa.Column("index_at", sa.Double(), nullable=True),
        sa.Column("notices_at", sa.Double(), nullable=True),
        sa.Column("uploads_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    for copy in ("pages", "log", "index", "notices", "uploads"):
        op.create_index(op.f(f"ix_erasures_{copy}_at"), "erasures", [f"{copy}_at"], unique=False)
    op.create_table(
        "processes",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("clean_seq", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_processes")),
    )


def _plan_creators() -> None:
    op.create_table(
        "plan_creators",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("creator_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_creators_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "version", "creator_id", name=op.f("pk_plan_creators")),
    )
    op.create_index(op.f("ix_plan_creators_creator_id"), "plan_creators", ["creator_id"], unique=False)
    columns: list[Any] = [sa.column(name) for name in ("plan_id", "version", "creator_id")]
    versions = sa.table("plan_versions", *columns[:2], sa.column("result"))
    for plan_id, version, result in op.get_bind().execute(sa.select(versions)).all():
        rows = [{"plan_id": plan_id, "version": version, "creator_id": one} for one in {*_named(json.loads(result))}]
        if rows:
            op.bulk_insert(sa.table("plan_creators", *columns), rows)


def _named(node: Any) -> Iterator[int]:
    if isinstance(node, dict):
        yield from (node["creator_id"],) if "creator_id" in node else ()
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _named(part)
