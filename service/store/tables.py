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
    text,
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
    Column("version", Integer, nullable=False, server_default="1"),
    Column("publishable", Boolean, nullable=False, server_default=false()),
    # Several scopes, or origins, stand between spaces.
    Column("scopes", Text, nullable=False, server_default=text("''")),
    Column("origins", Text, nullable=False, server_default=text("''")),
    Column("requests_per_minute", Integer, nullable=True),  # NULL: the setting's; 0: without limit
    Column("expires_at", Double, nullable=True),
    Column("last_used_at", Double, nullable=True),
    # After a rotation the secret before it is good for a while.
    Column("former_sha256", LargeBinary, nullable=True),
    Column("former_until", Double, nullable=True),
)

# Random bytes by name, made once: what signs cursors.
secrets = Table(
    "secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# Writes under an Idempotency-Key: being carried out (a lease), or with the answer that belongs to them.
idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", String(64), primary_key=True),  # whose keys they are: the marketplace, or a brand
    Column("key", String(255), primary_key=True),
    Column("request_sha256", LargeBinary, nullable=False),
    Column("lease_token", String(32), nullable=True),
    Column("leased_until", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("status", Integer, nullable=True),
    Column("headers", Text, nullable=True),
    Column("body", Text, nullable=True),  # NULL with a status: it named a creator who was erased
    Index(None, "created_at"),
)

# Who changed what through the API. A creator's id stands apart, so that it can be forgotten.
audit = Table(
    "audit",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("brand_id", BigInteger, nullable=True),
    Column("operation", String(64), nullable=False),
    Column("ids", Text, nullable=False),
    Column("external_id", String(128), nullable=True),
    Column("request_id", String(128), nullable=False),
    Index(None, "brand_id", "id"),
    Index(None, "external_id"),
    sqlite_autoincrement=True,
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

# Beside the documents, so that a name is looked for in a hundredth of their bytes.
creator_names = Table(
    "creator_names",
    metadata,
    Column("creator_id", ForeignKey("creators.id", ondelete="CASCADE"), primary_key=True),
    Column("name_key", Text, nullable=False),
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

# Webhooks. An endpoint belongs to a brand, or (brand_id null) to the marketplace. Its lease lets one delivery at a time
# out to it; one that fails is left alone for a while by a `leased_until` without a token.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("brand_id", ForeignKey("brands.id", ondelete="CASCADE"), nullable=True),
    Column("url", Text, nullable=False),
    Column("description", Text, nullable=True),
    Column("kinds", Text, nullable=True),  # between spaces; null: all
    Column("enabled", Boolean, nullable=False),
    Column("disabled_reason", String(16), nullable=True),  # gone, failing, request
    Column("disabled_at", Double, nullable=True),
    Column("secret", Text, nullable=False),
    Column("old_secret", Text, nullable=True),  # signs too until its time is up
    Column("old_secret_until", Double, nullable=True),
    Column("version", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", Double, nullable=True),
    Column("lease_token", String(32), nullable=True),
    Column("leased_until", Double, nullable=False),
    Index(None, "brand_id", "id"),
)

# What happened, written in the transaction in which it happened: the outbox. The body is what is sent, byte for byte;
# it is null once a creator whom it named was erased.
events = Table(
    "events",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("brand_id", ForeignKey("brands.id", ondelete="CASCADE"), nullable=True),
    Column("kind", String(32), nullable=False),
    Column("body", Text, nullable=True),
    Column("of_erased", Boolean, nullable=False),  # names who is erased already: the body goes once it was delivered
    Column("created_at", Double, nullable=False),
    Index(None, "brand_id", "created_at"),
    Index(None, "created_at"),
)

event_creators = Table(
    "event_creators",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("creator_id", _ID, primary_key=True, autoincrement=False),
    Index(None, "creator_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("webhook_id", ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), nullable=False),
    Column("status", String(16), nullable=False),  # pending, delivered, failed, erased
    Column("tries", Integer, nullable=False),  # since it began, or was replayed: the place in the schedule of retries
    Column("next_at", Double, nullable=True),  # of a pending one
    Column("attempts", Text, nullable=False),  # JSON: when, how long, which status or error; the latest last
    Column("created_at", Double, nullable=False),
    Index(None, "webhook_id", "next_at"),
    Index(None, "webhook_id", "event_id", unique=True),
    Index(None, "event_id"),
)

# The open standing briefs: up to which change each was looked at, on which ground, and who was at its top.
standing = Table(
    "standing",
    metadata,
    Column("brief_id", ForeignKey("briefs.id", ondelete="CASCADE"), primary_key=True),
    Column("top", SmallInteger, nullable=False),
    Column("ground", String(64), nullable=True),  # what beside creators decides the ranking; null: not looked at yet
    Column("seq", BigInteger, nullable=False),
    Column("looked_at", Double, nullable=False),
    Column("lease_token", String(32), nullable=True),
    Column("leased_until", Double, nullable=False),
    Index(None, "looked_at"),
)

standing_places = Table(
    "standing_places",
    metadata,
    Column("brief_id", ForeignKey("standing.brief_id", ondelete="CASCADE"), primary_key=True),
    Column("creator_id", ForeignKey("creators.id", ondelete="CASCADE"), primary_key=True),
    Column("rank", SmallInteger, nullable=False),
    Index(None, "creator_id"),
)

# --- imports as jobs

# `reading` says how its bytes become lines, from its start on; the counts grow with each chunk that is saved.
imports = Table(
    "imports",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("state", String(16), nullable=False),  # uploading, waiting, running, finished, failed
    Column("document", Text, nullable=False),
    Column("reading", Text, nullable=True),
    Column("bytes_total", BigInteger, nullable=False),
    Column("bytes_done", BigInteger, nullable=False),
    Column("line", BigInteger, nullable=False),  # the last one that was read
    Column("lines", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("unchanged", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("erased", BigInteger, nullable=False),
    Column("unidentified", BigInteger, nullable=False),
    Column("outcome", Text, nullable=True),  # what became of a synchronising one, or why it failed
    Column("created_at", Double, nullable=False),
    Column("started_at", Double, nullable=True),
    Column("finished_at", Double, nullable=True),
    Column("attempts", Integer, nullable=False),  # claims since the last progress
    Column("lease_token", String(32), nullable=True),
    Column("leased_until", Double, nullable=False),
    Index(None, "state"),
)

# A part's content goes as soon as everything in it is saved; its size and hash stay.
import_parts = Table(
    "import_parts",
    metadata,
    Column("import_id", ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=True),
)

# What was wrong with each line that failed.
import_problems = Table(
    "import_problems",
    metadata,
    Column("import_id", ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("line", BigInteger, primary_key=True, autoincrement=False),
    Column("external_id", String(128), nullable=True),
    Column("problems", Text, nullable=False),
    Index(None, "external_id"),
)

# Whom a synchronising import held; until it ends.
import_seen = Table(
    "import_seen",
    metadata,
    Column("import_id", ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("creator_id", _ID, primary_key=True, autoincrement=False),
)

# Hashes of the ids of creators erased while an import waited or ran, which it must not bring back; until it ends.
import_refusals = Table(
    "import_refusals",
    metadata,
    Column("import_id", ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", String(64), primary_key=True),
)

# --- personal data

# Receipts of erasures. They name nobody: `creators` are counted, `seq` is the feed's last number about them. A time is
# when that kind of copy was gone; null: not yet.
erasures = Table(
    "erasures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("creators", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("erased_at", Double, nullable=False),  # of a run, the last of them
    Column("pages_at", Double, nullable=True),  # what the database's files held between their rows
    Column("log_at", Double, nullable=True),  # its write-ahead log
    Column("index_at", Double, nullable=True),  # the generations and memory of every serving process
    Column("notices_at", Double, nullable=True),  # webhook events that told of it
    Column("uploads_at", Double, nullable=True),  # imports that were not read to their end
    *(Index(None, f"{copy}_at") for copy in ("pages", "log", "index", "notices", "uploads")),  # few are null
)

# Whom the result of a plan's version names, by internal id: lines, alternates, those left out.
plan_creators = Table(
    "plan_creators",
    metadata,
    Column("plan_id", ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("creator_id", _ID, primary_key=True, autoincrement=False),
    Index(None, "creator_id"),
)

# Serving processes: up to which change nobody erased is left in what each has on disk and in memory.
processes = Table(
    "processes",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("clean_seq", BigInteger, nullable=False),
    Column("seen_at", Double, nullable=False),
)
