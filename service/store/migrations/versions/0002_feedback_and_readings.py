"""Feedback of brands on creators; of a brief, what was read from its text and whether creators may find it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("brands", sa.Column("feedback_rev", sa.Integer(), server_default="0", nullable=False))
    op.add_column("briefs", sa.Column("readings", sa.Text(), nullable=True))
    op.add_column("briefs", sa.Column("discoverable", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_briefs_discoverable_status_id"), "briefs", ["discoverable", "status", "id"], unique=False)
    # Vectors of whole texts alone; they are encoded again, sentence by sentence.
    op.execute("DELETE FROM brief_vectors")
    op.add_column("brief_vectors", sa.Column("views", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "feedback",
        sa.Column("brief_id", sa.String(length=32), nullable=False),
        sa.Column("creator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["briefs.id"], name=op.f("fk_feedback_brief_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.id"], name=op.f("fk_feedback_creator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("brief_id", "creator_id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_creator_id"), "feedback", ["creator_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: data written since would be lost")
