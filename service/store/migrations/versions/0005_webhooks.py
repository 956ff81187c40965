"""Webhook endpoints, the outbox of events, their deliveries, and the tops of standing briefs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _webhooks()
    _events()
    _deliveries()
    _standing()


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: data written since would be lost")


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("brand_id", _ID, nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("kinds", sa.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("disabled_reason", sa.String(length=16), nullable=True),
        sa.Column("disabled_at", sa.Double(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("old_secret_until", sa.Double(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.Double(), nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_webhooks_brand_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_brand_id_id"), "webhooks", ["brand_id", "id"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("brand_id", _ID, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("of_erased", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_events_brand_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_brand_id_created_at"), "events", ["brand_id", "created_at"], unique=False)
    op.create_index(op.f("ix_events_created_at"), "events", ["created_at"], unique=False)
    op.create_table(
        "event_creators",
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("creator_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_creators_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "creator_id", name=op.f("pk_event_creators")),
    )
    op.create_index(op.f("ix_event_creators_creator_id"), "event_creators", ["creator_id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("webhook_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=True),
        sa.Column("attempts", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_deliveries_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("fk_deliveries_webhook_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_event_id"), "deliveries", ["event_id"], unique=False)
    op.create_index(op.f("ix_deliveries_webhook_id_event_id"), "deliveries", ["webhook_id", "event_id"], unique=True)
    op.create_index(op.f("ix_deliveries_webhook_id_next_at"), "deliveries", ["webhook_id", "next_at"], unique=False)


def _standing() -> None:
    op.create_table(
        "standing",
        sa.Column("brief_id", sa.String(length=32), nullable=False),
        sa.Column("top", sa.SmallInteger(), nullable=False),
        sa.Column("ground", sa.String(length=64), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.Double(), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["briefs.id"], name=op.f("fk_standing_brief_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("brief_id", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_looked_at"), "standing", ["looked_at"], unique=False)
    op.create_table(
        "standing_places",
        sa.Column("brief_id", sa.String(length=32), nullable=False),
        sa.Column("creator_id", _ID, nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["standing.brief_id"], name=op.f("fk_standing_places_brief_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.id"], name=op.f("fk_standing_places_creator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("brief_id", "creator_id", name=op.f("pk_standing_places")),
    )
    op.create_index(op.f("ix_standing_places_creator_id"), "standing_places", ["creator_id"], unique=False)
