"""Names of creators as they are compared, of those too who are there already."""

from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from service.domain.folding import name_key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BATCH = 5_000


def upgrade() -> None:
    op.create_table(
        "creator_names",
        sa.Column("creator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.id"], name=op.f("fk_creator_names_creator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("creator_id", name=op.f("pk_creator_names")),
    )
    columns: list[Any] = [sa.column(name) for name in ("id", "document", "creator_id", "name_key")]
    creators, names = sa.table("creators", *columns[:2]), sa.table("creator_names", *columns[2:])
    after = 0
    while rows := op.get_bind().execute(_following(creators, after)).all():
        op.bulk_insert(names, [
            {"creator_id": row.id, "name_key": name_key(orjson.loads(row.document).get("name") or "")} for row in rows
        ])  # fmt: skip
        after = rows[-1].id


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: data written since would be lost")


def _following(creators: sa.TableClause, after: int) -> sa.Select[Any]:
    return sa.select(creators).where(creators.c.id > after).order_by(creators.c.id).limit(_BATCH)
