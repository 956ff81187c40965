"""Every table. Key columns beside one JSON document a noun; times are seconds since the epoch, UTC."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives out row ids only for INTEGER; AUTOINCREMENT keeps an erased creator's id from being reused.
_ID = BigInteger().with_variant(Integer, "sqlite")

brands = Table(
    "brands",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("slug", String(128), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("feedback_rev", Integer, nullable=False, server_default="0"),  # grows with every change of its feedback
    sqlite_autoincrement=True,
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("brand_id", ForeignKey("brands.id", ondelete="CASCADE"), nullable=True),
    Column("secret_sha256", LargeBinary, nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double, nullable=True),
)

creators = Table(
    "creators",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("external_id", String(128), nullable=False, unique=True),
    Column("document", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # Counts the changes of the text that the vector stands for; the hash tells whether it changed.
    Column("content_rev", Integer, nullable=False),
    Column("text_hash", String(64), nullable=False),
    # What the list can be filtered by; several values stand between spaces.
    Column("country", String(2), nullable=True),
    Column("languages", Text, nullable=False),
    Column("niches", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    Column("creator_id", ForeignKey("creators.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("handle_key", Text, primary_key=True),
    Index(None, "platform", "handle_key"),
)

# The change feed, compacted to one row a creator. `feed.seq` is taken last in a transaction and its row lock is
# held to the commit, so that sequence order is commit order and a reader never skips a late commit.
# The database's own name tells an index that was built from another one.
feed = Table(
    "feed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("database_id", String(32), nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("creator_id", _ID, primary_key=True, autoincrement=False),  # outlives the creator: an opaque number
    Column("seq", BigInteger, nullable=False, unique=True),
    Column("erased", Boolean, nullable=False),
    Column("changed_at", Double, nullable=False),
)

encoders = Table(
    "encoders",
    metadata,
    Column("fingerprint", String(128), primary_key=True),
    Column("spec", Text, nullable=False),
    Column("state", String(16), nullable=False),  # active, incoming, retiring
    Column("since", Double, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("creator_id", ForeignKey("creators.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(128), primary_key=True),
    Column("content_rev", Integer, nullable=False),
    Column("vector", LargeBinary, nullable=False),  # fp16, little endian
)

# The rows whose vector is missing or old, written in the same transaction as what made it so: the stale
# predicate, kept narrow. A lease is a token; a write resets it, so that a late worker's vector is refused.
stale = Table(
    "stale",
    metadata,
    Column("creator_id", ForeignKey("creators.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(128), primary_key=True),
    Column("urgency", SmallInteger, nullable=False),  # 0 an edit, 1 an import or a new encoder
    Column("queued_at", Double, nullable=False),
    Column("lease_token", String(32), nullable=True),
    Column("leased_until", Double, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("retry_at", Double, nullable=False),
    Column("error", Text, nullable=True),
    Index(None, "encoder", "urgency", "queued_at", "creator_id"),  # the order of claims
)

niche_vectors = Table(
    "niche_vectors",
    metadata,
    Column("encoder", String(128), primary_key=True),
    Column("taxonomy", String(32), primary_key=True),
    Column("matrix", LargeBinary, nullable=False),  # float32, one row a niche
    Column("niches", Integer, nullable=False),
)

briefs = Table(
    "briefs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("brand_id", ForeignKey("brands.id", ondelete="CASCADE"), nullable=False),
    Column("document", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("readings", Text, nullable=True),
    Column("discoverable", Boolean, nullable=False, server_default=false()),
    Index(None, "brand_id", "id"),
    Index(None, "discoverable", "status", "id"),
)

brief_vectors = Table(
    "brief_vectors",
    metadata,
    Column("brief_id", ForeignKey("briefs.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", String(128), primary_key=True),
    Column("text_hash", String(64), nullable=False),
    Column("vector", LargeBinary, nullable=False),  # float32, one row a view: the whole text, then its sentences
    Column("views", Integer, nullable=False, server_default="1"),
)

# Tables of exchange rates that were set, one row each time: the newest counts. No document: the file's table again.
exchange_rates = Table(
    "exchange_rates",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("document", Text, nullable=True),
    Column("created_at", Double, nullable=False),
    sqlite_autoincrement=True,
)

feedback = Table(
    "feedback",
    metadata,
    Column("brief_id", ForeignKey("briefs.id", ondelete="CASCADE"), primary_key=True),
    Column("creator_id", ForeignKey("creators.id", ondelete="CASCADE"), primary_key=True),
    Column("verdict", String(16), nullable=False),  # shortlisted, rejected, hired
    Column("reason", String(32), nullable=True),  # of a rejection
    Column("note", Text, nullable=True),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Index(None, "creator_id"),
)

# How much dearer or cheaper known prices are than estimated ones; the newest row counts.
calibrations = Table(
    "calibrations",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("document", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    sqlite_autoincrement=True,
)

plans = Table(
    "plans",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("brief_id", ForeignKey("briefs.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("accepted_version", Integer, nullable=True),
    Column("accepted_at", Double, nullable=True),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Index(None, "brief_id", "id"),
)

# Creators stand in a result by their internal id alone, so that an erased one can never be shown.
plan_versions = Table(
    "plan_versions",
    metadata,
    Column("plan_id", ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("request", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("created_at", Double, nullable=False),
)

# What the work of hired creators brought.
outcomes = Table(
    "outcomes",
    metadata,
    Column("brief_id", ForeignKey("briefs.id", ondelete="CASCADE"), primary_key=True),
    Column("outcome_id", String(128), primary_key=True),
    Column("creator_id", ForeignKey("creators.id", ondelete="CASCADE"), nullable=False),
    # What it teaches, beside the document so that it can be added up: engagements per million by what they are
    # divided by, where its kind has a platform, and whether the work came as agreed.
    Column("platform", String(16), nullable=True),
    Column("by_followers_ppm", Integer, nullable=True),
    Column("by_views_ppm", Integer, nullable=True),
    Column("by_reach_ppm", Integer, nullable=True),
    Column("by_impressions_ppm", Integer, nullable=True),
    Column("kept", Boolean, nullable=True),
    Column("document", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Index(None, "creator_id"),
)
