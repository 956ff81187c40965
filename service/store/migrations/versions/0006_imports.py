"""Imports as jobs: their parts, what was wrong with their lines, and whom they may not bring back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("bytes_total", sa.BigInteger(), nullable=False),
        sa.Column("bytes_done", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("erased", sa.BigInteger(), nullable=False),
        sa.Column("unidentified", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=True),
        sa.Column("finished_at", sa.Double(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_state"), "imports", ["state"], unique=False)
    op.create_table(
        "import_parts",
        _import_id(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _foreign_key("import_parts"),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_parts")),
    )
    op.create_table(
        "import_problems",
        _import_id(),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("problems", sa.Text(), nullable=False),
        _foreign_key("import_problems"),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_import_problems")),
    )
    op.create_index(op.f("ix_import_problems_external_id"), "import_problems", ["external_id"], unique=False)
    op.create_table(
        "import_seen",
        _import_id(),
        sa.Column("creator_id", _ID, autoincrement=False, nullable=False),
        _foreign_key("import_seen"),
        sa.PrimaryKeyConstraint("import_id", "creator_id", name=op.f("pk_import_seen")),
    )
    op.create_table(
        "import_refusals",
        _import_id(),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _foreign_key("import_refusals"),
        sa.PrimaryKeyConstraint("import_id", "digest", name=op.f("pk_import_refusals")),
    )


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: data written since would be lost")


def _import_id() -> sa.Column[str]:
    return sa.Column("import_id", sa.String(length=32), nullable=False)


def _foreign_key(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_import_id")
    return sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=name, ondelete="CASCADE")
