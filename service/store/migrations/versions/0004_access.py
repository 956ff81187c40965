"""Scopes, limits and rotation of keys; the secrets of this installation; answers under an Idempotency-Key; the audit
log."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What keys could do before there were scopes.
_BRAND = "creators:read briefs:read briefs:write matches:read plans:read plans:write webhooks:read webhooks:write"
_MARKETPLACE = f"{_BRAND} creators:write admin"


def upgrade() -> None:
    _keys()
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    _idempotency()
    _audit()


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: data written since would be lost")


def _keys() -> None:
    for column in (
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("publishable", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("scopes", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("origins", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("requests_per_minute", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.Double(), nullable=True),
        sa.Column("last_used_at", sa.Double(), nullable=True),
        sa.Column("former_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("former_until", sa.Double(), nullable=True),
    ):
        op.add_column("keys", column)
    keys = sa.table("keys", sa.column("role"), sa.column("scopes"))
    scopes = sa.case((keys.c.role == "marketplace", _MARKETPLACE), else_=_BRAND)
    op.execute(sa.update(keys).values(scopes=scopes))


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.Double(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"], unique=False)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("brand_id", sa.BigInteger(), nullable=True),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("ids", sa.Text(), nullable=False),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("request_id", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_brand_id_id"), "audit", ["brand_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_external_id"), "audit", ["external_id"], unique=False)
