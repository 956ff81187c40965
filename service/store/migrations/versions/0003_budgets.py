"""Exchange rates set through the API, calibrations of price estimates, plans and outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _exchange_rates()
    _calibrations()
    _plans()
    _outcomes()


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: data written since would be lost")


def _exchange_rates() -> None:
    op.create_table(
        "exchange_rates",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rates")),
        sqlite_autoincrement=True,
    )


def _calibrations() -> None:
    op.create_table(
        "calibrations",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
        sqlite_autoincrement=True,
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("brief_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("accepted_version", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.Double(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["briefs.id"], name=op.f("fk_plans_brief_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_index(op.f("ix_plans_brief_id_id"), "plans", ["brief_id", "id"], unique=False)
    op.create_table(
        "plan_versions",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_versions_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "version", name=op.f("pk_plan_versions")),
    )


def _outcomes() -> None:
    op.create_table(
        "outcomes",
        sa.Column("brief_id", sa.String(length=32), nullable=False),
        sa.Column("outcome_id", sa.String(length=128), nullable=False),
        sa.Column("creator_id", _ID, nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=True),
        sa.Column("by_followers_ppm", sa.Integer(), nullable=True),
        sa.Column("by_views_ppm", sa.Integer(), nullable=True),
        sa.Column("by_reach_ppm", sa.Integer(), nullable=True),
        sa.Column("by_impressions_ppm", sa.Integer(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["briefs.id"], name=op.f("fk_outcomes_brief_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.id"], name=op.f("fk_outcomes_creator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("brief_id", "outcome_id", name=op.f("pk_outcomes")),
    )
    op.create_index(op.f("ix_outcomes_creator_id"), "outcomes", ["creator_id"], unique=False)
