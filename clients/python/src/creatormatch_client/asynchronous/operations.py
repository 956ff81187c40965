"""Every operation of the contract as a method. Made from its document by `python -m clients.generate`."""

from collections.abc import AsyncIterator, Iterable
from typing import Any, Literal

from creatormatch_client import types
from creatormatch_client.asynchronous.transport import AsyncTransport
from creatormatch_client.lines import ImportSummary, OnResult
from creatormatch_client.requests import Line, Request, Version, new_key, path

# mypy: disable-error-code="no-any-return"


class AsyncOperations(AsyncTransport):
    """The operations, each named as its operationId."""

    async def list_creators(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        platform: types.PlatformCode | None = None,
        country: types.CountryCode | None = None,
        language: types.LanguageCode | None = None,
        niche: types.NicheCode | None = None,
        handle: str | None = None,
        name: str | None = None,
        updated_since: str | None = None,
        embedding: Literal["fresh", "stale", "failed"] | None = None,
    ) -> types.CreatorPage:
        """List creators in the order of their arrival, filtered."""
        return await self._json(
            Request(
                "GET",
                "/v1/creators",
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "platform": platform,
                    "country": country,
                    "language": language,
                    "niche": niche,
                    "handle": handle,
                    "name": name,
                    "updated_since": updated_since,
                    "embedding": embedding,
                },
            )
        )

    def iterate_creators(
        self,
        *,
        limit: int | None = None,
        platform: types.PlatformCode | None = None,
        country: types.CountryCode | None = None,
        language: types.LanguageCode | None = None,
        niche: types.NicheCode | None = None,
        handle: str | None = None,
        name: str | None = None,
        updated_since: str | None = None,
        embedding: Literal["fresh", "stale", "failed"] | None = None,
    ) -> AsyncIterator[types.StoredCreator]:
        """Each item of `list_creators`, page after page of `limit` items."""
        return self._items(
            Request(
                "GET",
                "/v1/creators",
                query={
                    "limit": limit,
                    "platform": platform,
                    "country": country,
                    "language": language,
                    "niche": niche,
                    "handle": handle,
                    "name": name,
                    "updated_since": updated_since,
                    "embedding": embedding,
                },
            )
        )

    async def get_creator(self, external_id: str, *, if_none_match: Version | None = None) -> types.StoredCreator:
        """One creator, with its embedding state and likely duplicates."""
        return await self._json(Request("GET", path("/v1/creators/{}", external_id), if_none_match=if_none_match))

    async def put_creator(
        self,
        external_id: str,
        document: types.Creator,
        *,
        wait: Literal["indexed"] | None = None,
        if_match: Version | None = None,
        if_none_match: Version | None = None,
    ) -> types.StoredCreator:
        """Insert or replace a creator."""
        return await self._json(
            Request(
                "PUT",
                path("/v1/creators/{}", external_id),
                query={"wait": wait},
                document=document,
                if_match=if_match,
                if_none_match=if_none_match,
            )
        )

    async def update_creator(
        self,
        external_id: str,
        patch: types.CreatorPatch,
        *,
        wait: Literal["indexed"] | None = None,
        if_match: Version | None = None,
    ) -> types.StoredCreator:
        """Change a creator by a JSON merge patch (RFC 7396): null removes."""
        return await self._json(
            Request(
                "PATCH",
                path("/v1/creators/{}", external_id),
                query={"wait": wait},
                document=patch,
                media="application/merge-patch+json",
                if_match=if_match,
            )
        )

    async def erase_creator(
        self, external_id: str, *, wait: Literal["indexed"] | None = None, if_match: Version | None = None
    ) -> None:
        """Erase a creator: gone from answers at once. Location leads to the receipt, which says what is gone when."""
        await self._nothing(
            Request("DELETE", path("/v1/creators/{}", external_id), query={"wait": wait}, if_match=if_match)
        )

    async def list_similar_creators(
        self,
        external_id: str,
        *,
        sort: Literal["score", "price", "followers"] | None = None,
        diversity: float | None = None,
        explain: bool | None = None,
        facets: bool | None = None,
        limit: int | None = None,
        followers_min: int | None = None,
        followers_max: int | None = None,
        engagement_rate_pct_min: float | None = None,
        platforms: str | None = None,
        countries: str | None = None,
        cities: str | None = None,
        languages: str | None = None,
        niches: str | None = None,
        audience: str | None = None,
        available_from: str | None = None,
        available_to: str | None = None,
        excluded_creators: str | None = None,
        deliverables: str | None = None,
        currency: types.CurrencyCode | None = None,
        per_creator: str | None = None,
        promotes: str | None = None,
        unknown: Literal["exclude", "include"] | None = None,
    ) -> types.Matches:
        """Lookalikes: creators most like this one, within the same constraints as a brief has."""
        return await self._json(
            Request(
                "GET",
                path("/v1/creators/{}/similar", external_id),
                query={
                    "sort": sort,
                    "diversity": diversity,
                    "explain": explain,
                    "facets": facets,
                    "limit": limit,
                    "followers_min": followers_min,
                    "followers_max": followers_max,
                    "engagement_rate_pct_min": engagement_rate_pct_min,
                    "platforms": platforms,
                    "countries": countries,
                    "cities": cities,
                    "languages": languages,
                    "niches": niches,
                    "audience": audience,
                    "available_from": available_from,
                    "available_to": available_to,
                    "excluded_creators": excluded_creators,
                    "deliverables": deliverables,
                    "currency": currency,
                    "per_creator": per_creator,
                    "promotes": promotes,
                    "unknown": unknown,
                },
            )
        )

    async def find_similar_creators(
        self,
        document: types.Lookalikes,
        *,
        sort: Literal["score", "price", "followers"] | None = None,
        diversity: float | None = None,
        explain: bool | None = None,
        facets: bool | None = None,
        limit: int | None = None,
    ) -> types.Matches:
        """Lookalikes of several weighted creators: positive for whose like is wanted, negative for the opposite."""
        return await self._json(
            Request(
                "POST",
                "/v1/creators:similar",
                query={"sort": sort, "diversity": diversity, "explain": explain, "facets": facets, "limit": limit},
                document=document,
            )
        )

    async def list_creator_briefs(self, external_id: str, *, limit: int | None = None) -> types.SuitingBriefs:
        """Open briefs that suit this creator, among those that their brands made discoverable."""
        return await self._json(Request("GET", path("/v1/creators/{}/briefs", external_id), query={"limit": limit}))

    async def import_creators(
        self,
        lines: Iterable[Line],
        *,
        wait: Literal["indexed"] | None = None,
        sync: bool | None = None,
        on_result: OnResult | None = None,
        idempotency_key: str | None = None,
    ) -> ImportSummary:
        """Import NDJSON: one creator a line. A line counts as accepted only by its result; no line harms another."""
        return await self._import(
            Request(
                "POST",
                "/v1/creators:import",
                query={"wait": wait, "sync": sync},
                lines=lines,
                media="application/x-ndjson",
                idempotency_key=idempotency_key or new_key(),
            ),
            on_result,
        )

    async def list_briefs(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["oldest", "newest"] | None = None,
        status: Literal["draft", "open", "closed"] | None = None,
        brand: str | None = None,
    ) -> types.BriefPage:
        """List the brand's briefs in the order of their arrival, or the newest first."""
        return await self._json(
            Request(
                "GET",
                "/v1/briefs",
                query={"limit": limit, "cursor": cursor, "order": order, "status": status},
                brand=brand,
            )
        )

    def iterate_briefs(
        self,
        *,
        limit: int | None = None,
        order: Literal["oldest", "newest"] | None = None,
        status: Literal["draft", "open", "closed"] | None = None,
        brand: str | None = None,
    ) -> AsyncIterator[types.StoredBrief]:
        """Each item of `list_briefs`, page after page of `limit` items."""
        return self._items(
            Request("GET", "/v1/briefs", query={"limit": limit, "order": order, "status": status}, brand=brand)
        )

    async def create_brief(
        self, document: types.Brief, *, brand: str | None = None, idempotency_key: str | None = None
    ) -> types.StoredBrief:
        """Post a brief. The answer shows every constraint as it will be applied, defaults included."""
        return await self._json(
            Request("POST", "/v1/briefs", document=document, brand=brand, idempotency_key=idempotency_key or new_key())
        )

    async def parse_brief(self, document: types.Brief) -> types.ParsedBrief:
        """Read a brief without storing it: every constraint that its text states, with the words it stands in."""
        return await self._json(Request("POST", "/v1/briefs:parse", document=document))

    async def get_brief(
        self, brief_id: str, *, brand: str | None = None, if_none_match: Version | None = None
    ) -> types.StoredBrief:
        """One brief of the brand."""
        return await self._json(
            Request("GET", path("/v1/briefs/{}", brief_id), brand=brand, if_none_match=if_none_match)
        )

    async def update_brief(
        self, brief_id: str, patch: types.BriefPatch, *, brand: str | None = None, if_match: Version | None = None
    ) -> types.StoredBrief:
        """Change a brief by a JSON merge patch (RFC 7396); its status too."""
        return await self._json(
            Request(
                "PATCH",
                path("/v1/briefs/{}", brief_id),
                document=patch,
                media="application/merge-patch+json",
                brand=brand,
                if_match=if_match,
            )
        )

    async def delete_brief(self, brief_id: str, *, brand: str | None = None, if_match: Version | None = None) -> None:
        """Delete a brief with everything derived from it."""
        await self._nothing(Request("DELETE", path("/v1/briefs/{}", brief_id), brand=brand, if_match=if_match))

    async def list_matches(
        self,
        brief_id: str,
        *,
        sort: Literal["score", "price", "followers"] | None = None,
        diversity: float | None = None,
        explain: bool | None = None,
        facets: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        brand: str | None = None,
    ) -> types.Matches:
        """Creators for a brief: ranked, priced, explained. Later pages are of the same ranking."""
        return await self._json(
            Request(
                "GET",
                path("/v1/briefs/{}/matches", brief_id),
                query={
                    "sort": sort,
                    "diversity": diversity,
                    "explain": explain,
                    "facets": facets,
                    "limit": limit,
                    "cursor": cursor,
                },
                brand=brand,
            )
        )

    def iterate_matches(
        self,
        brief_id: str,
        *,
        sort: Literal["score", "price", "followers"] | None = None,
        diversity: float | None = None,
        explain: bool | None = None,
        facets: bool | None = None,
        limit: int | None = None,
        brand: str | None = None,
    ) -> AsyncIterator[types.Match]:
        """Each item of `list_matches`, page after page of `limit` items."""
        return self._items(
            Request(
                "GET",
                path("/v1/briefs/{}/matches", brief_id),
                query={"sort": sort, "diversity": diversity, "explain": explain, "facets": facets, "limit": limit},
                brand=brand,
            )
        )

    async def match_once(
        self,
        document: types.Brief,
        *,
        sort: Literal["score", "price", "followers"] | None = None,
        diversity: float | None = None,
        explain: bool | None = None,
        facets: bool | None = None,
        limit: int | None = None,
    ) -> types.MatchesOnce:
        """Match a brief without storing it."""
        return await self._json(
            Request(
                "POST",
                "/v1/match",
                query={"sort": sort, "diversity": diversity, "explain": explain, "facets": facets, "limit": limit},
                document=document,
            )
        )

    async def score_creators(
        self, brief_id: str, document: types.Scores, *, brand: str | None = None
    ) -> types.Judgements:
        """Score given creators for a brief, those too that its constraints leave out, with what they break."""
        return await self._json(Request("POST", path("/v1/briefs/{}/scores", brief_id), document=document, brand=brand))

    async def list_relaxations(self, brief_id: str, *, brand: str | None = None) -> types.Relaxations:
        """Which single change of the constraints would add how many creators. Each comes as a merge patch."""
        return await self._json(Request("GET", path("/v1/briefs/{}/relaxations", brief_id), brand=brand))

    async def list_feedback(
        self,
        brief_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        verdict: Literal["shortlisted", "rejected", "hired"] | None = None,
        brand: str | None = None,
    ) -> types.FeedbackPage:
        """List a brief's feedback in the order of its creators' arrival."""
        return await self._json(
            Request(
                "GET",
                path("/v1/briefs/{}/feedback", brief_id),
                query={"limit": limit, "cursor": cursor, "verdict": verdict},
                brand=brand,
            )
        )

    def iterate_feedback(
        self,
        brief_id: str,
        *,
        limit: int | None = None,
        verdict: Literal["shortlisted", "rejected", "hired"] | None = None,
        brand: str | None = None,
    ) -> AsyncIterator[types.StoredFeedback]:
        """Each item of `list_feedback`, page after page of `limit` items."""
        return self._items(
            Request(
                "GET", path("/v1/briefs/{}/feedback", brief_id), query={"limit": limit, "verdict": verdict}, brand=brand
            )
        )

    async def put_feedback(
        self, brief_id: str, external_id: str, document: types.Feedback, *, brand: str | None = None
    ) -> types.StoredFeedback:
        """Shortlist, reject with a reason, or hire a creator for a brief; replaces what was said before."""
        return await self._json(
            Request("PUT", path("/v1/briefs/{}/feedback/{}", brief_id, external_id), document=document, brand=brand)
        )

    async def withdraw_feedback(self, brief_id: str, external_id: str, *, brand: str | None = None) -> None:
        """Withdraw feedback, as if it had never been given."""
        await self._nothing(Request("DELETE", path("/v1/briefs/{}/feedback/{}", brief_id, external_id), brand=brand))

    async def list_plans(
        self, brief_id: str, *, limit: int | None = None, cursor: str | None = None, brand: str | None = None
    ) -> types.PlanPage:
        """List a brief's plans, each in its newest version."""
        return await self._json(
            Request("GET", path("/v1/briefs/{}/plans", brief_id), query={"limit": limit, "cursor": cursor}, brand=brand)
        )

    def iterate_plans(
        self, brief_id: str, *, limit: int | None = None, brand: str | None = None
    ) -> AsyncIterator[types.PlanSummary]:
        """Each item of `list_plans`, page after page of `limit` items."""
        return self._items(Request("GET", path("/v1/briefs/{}/plans", brief_id), query={"limit": limit}, brand=brand))

    async def create_plan(
        self, brief_id: str, document: types.Plan, *, brand: str | None = None, idempotency_key: str | None = None
    ) -> types.StoredPlan:
        """Find the best set of creators that the budget can buy, proven, and keep it."""
        return await self._json(
            Request(
                "POST",
                path("/v1/briefs/{}/plans", brief_id),
                document=document,
                brand=brand,
                idempotency_key=idempotency_key or new_key(),
            )
        )

    async def get_plan(
        self,
        plan_id: str,
        *,
        version: int | None = None,
        brand: str | None = None,
        if_none_match: Version | None = None,
    ) -> types.StoredPlan:
        """One plan in its newest version, or in an earlier one."""
        return await self._json(
            Request(
                "GET",
                path("/v1/plans/{}", plan_id),
                query={"version": version},
                brand=brand,
                if_none_match=if_none_match,
            )
        )

    async def update_plan(
        self, plan_id: str, patch: types.PlanPatch, *, brand: str | None = None, if_match: Version | None = None
    ) -> types.StoredPlan:
        """Change the request by a JSON merge patch (RFC 7396), keep `locked` lines as they are, and solve again."""
        return await self._json(
            Request(
                "PATCH",
                path("/v1/plans/{}", plan_id),
                document=patch,
                media="application/merge-patch+json",
                brand=brand,
                if_match=if_match,
            )
        )

    async def delete_plan(self, plan_id: str, *, brand: str | None = None, if_match: Version | None = None) -> None:
        """Delete a plan with all its versions."""
        await self._nothing(Request("DELETE", path("/v1/plans/{}", plan_id), brand=brand, if_match=if_match))

    async def accept_plan(
        self,
        plan_id: str,
        *,
        version: int | None = None,
        brand: str | None = None,
        idempotency_key: str | None = None,
        if_match: Version | None = None,
    ) -> types.StoredPlan:
        """Hire everybody in the plan: reports then compare with its forecast."""
        return await self._json(
            Request(
                "POST",
                path("/v1/plans/{}:accept", plan_id),
                query={"version": version},
                brand=brand,
                idempotency_key=idempotency_key or new_key(),
                if_match=if_match,
            )
        )

    async def export_plan(
        self,
        plan_id: str,
        *,
        version: int | None = None,
        format: Literal["csv", "json"] | None = None,
        brand: str | None = None,
    ) -> str:
        """The plan as a file: its lines as CSV, or all of it as JSON."""
        return await self._text(
            Request(
                "GET", path("/v1/plans/{}/export", plan_id), query={"version": version, "format": format}, brand=brand
            )
        )

    async def list_outcomes(
        self,
        brief_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        creator: str | None = None,
        brand: str | None = None,
    ) -> types.OutcomePage:
        """List a brief's outcomes in the order of their ids."""
        return await self._json(
            Request(
                "GET",
                path("/v1/briefs/{}/outcomes", brief_id),
                query={"limit": limit, "cursor": cursor, "creator": creator},
                brand=brand,
            )
        )

    def iterate_outcomes(
        self, brief_id: str, *, limit: int | None = None, creator: str | None = None, brand: str | None = None
    ) -> AsyncIterator[types.StoredOutcome]:
        """Each item of `list_outcomes`, page after page of `limit` items."""
        return self._items(
            Request(
                "GET", path("/v1/briefs/{}/outcomes", brief_id), query={"limit": limit, "creator": creator}, brand=brand
            )
        )

    async def get_outcome(self, brief_id: str, outcome_id: str, *, brand: str | None = None) -> types.StoredOutcome:
        """One outcome."""
        return await self._json(Request("GET", path("/v1/briefs/{}/outcomes/{}", brief_id, outcome_id), brand=brand))

    async def put_outcome(
        self, brief_id: str, outcome_id: str, document: types.Outcome, *, brand: str | None = None
    ) -> types.StoredOutcome:
        """Record what one piece of work of a hired creator brought; replaces what was recorded under the id."""
        return await self._json(
            Request("PUT", path("/v1/briefs/{}/outcomes/{}", brief_id, outcome_id), document=document, brand=brand)
        )

    async def delete_outcome(self, brief_id: str, outcome_id: str, *, brand: str | None = None) -> None:
        """Remove an outcome, as if it had never been recorded."""
        await self._nothing(Request("DELETE", path("/v1/briefs/{}/outcomes/{}", brief_id, outcome_id), brand=brand))

    async def import_outcomes(
        self,
        brief_id: str,
        lines: Iterable[Line],
        *,
        on_result: OnResult | None = None,
        brand: str | None = None,
        idempotency_key: str | None = None,
    ) -> ImportSummary:
        """Import NDJSON: one outcome with its `outcome_id` a line; no line harms another."""
        return await self._import(
            Request(
                "POST",
                path("/v1/briefs/{}/outcomes:import", brief_id),
                lines=lines,
                media="application/x-ndjson",
                brand=brand,
                idempotency_key=idempotency_key or new_key(),
            ),
            on_result,
        )

    async def get_report(self, brief_id: str, *, brand: str | None = None) -> types.Report:
        """What a brief brought for its money, per creator and in all, beside what its plan expected."""
        return await self._json(Request("GET", path("/v1/briefs/{}/report", brief_id), brand=brand))

    async def list_imports(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["oldest", "newest"] | None = None,
        state: Literal["uploading", "waiting", "running", "finished", "failed"] | None = None,
    ) -> types.ImportPage:
        """List imports in the order in which they were made, or the newest first."""
        return await self._json(
            Request("GET", "/v1/imports", query={"limit": limit, "cursor": cursor, "order": order, "state": state})
        )

    def iterate_imports(
        self,
        *,
        limit: int | None = None,
        order: Literal["oldest", "newest"] | None = None,
        state: Literal["uploading", "waiting", "running", "finished", "failed"] | None = None,
    ) -> AsyncIterator[types.StoredImportShape]:
        """Each item of `list_imports`, page after page of `limit` items."""
        return self._items(Request("GET", "/v1/imports", query={"limit": limit, "order": order, "state": state}))

    async def create_import(
        self, document: types.Import, *, idempotency_key: str | None = None
    ) -> types.StoredImportShape:
        """Make an import: say how its file is to be read, then upload the file in parts."""
        return await self._json(
            Request("POST", "/v1/imports", document=document, idempotency_key=idempotency_key or new_key())
        )

    async def get_import(self, import_id: str) -> types.StoredImportShape:
        """How far an import is, and which parts have arrived."""
        return await self._json(Request("GET", path("/v1/imports/{}", import_id)))

    async def update_import(self, import_id: str, patch: types.ImportPatch) -> types.StoredImportShape:
        """Change how an import is read, by a JSON merge patch (RFC 7396), while it is not started: its mapping, say."""
        return await self._json(
            Request("PATCH", path("/v1/imports/{}", import_id), document=patch, media="application/merge-patch+json")
        )

    async def delete_import(self, import_id: str) -> None:
        """Remove an import with everything it stored. One that is running stops; what it saved stays saved."""
        await self._nothing(Request("DELETE", path("/v1/imports/{}", import_id)))

    async def upload_import_part(self, import_id: str, number: int, content: bytes) -> types.PartShape:
        """Upload a part of the file, up to 16 MiB; it may end in the middle of a line. Sent again it is replaced."""
        return await self._json(
            Request(
                "PUT",
                path("/v1/imports/{}/parts/{}", import_id, number),
                content=content,
                media="application/octet-stream",
            )
        )

    async def preview_import(self, import_id: str, *, rows: int | None = None) -> types.Preview:
        """A dry run over the first rows of what was uploaded: what each column becomes, and what would be saved."""
        return await self._json(Request("POST", path("/v1/imports/{}:preview", import_id), query={"rows": rows}))

    async def start_import(self, import_id: str, *, idempotency_key: str | None = None) -> types.StoredImportShape:
        """Let a worker read the import, once every part is there. Started already, it stays as it is."""
        return await self._json(
            Request("POST", path("/v1/imports/{}:start", import_id), idempotency_key=idempotency_key or new_key())
        )

    async def list_import_errors(self, import_id: str, *, format: Literal["ndjson", "csv"] | None = None) -> str:
        """What was wrong with each line that failed so far, as NDJSON or CSV; kept for seven days after the end."""
        return await self._text(Request("GET", path("/v1/imports/{}/errors", import_id), query={"format": format}))

    async def list_brands(self) -> types.BrandList:
        """List the brands."""
        return await self._json(Request("GET", "/v1/brands"))

    async def put_brand(self, brand_id: str, document: types.Brand) -> types.StoredBrand:
        """Create or rename a brand."""
        return await self._json(Request("PUT", path("/v1/brands/{}", brand_id), document=document))

    async def get_rates(self) -> types.CurrentRates:
        """The rates that count now, where they are from, and their age."""
        return await self._json(Request("GET", "/v1/rates"))

    async def put_rates(self, document: types.Rates) -> types.CurrentRates:
        """Set the rates, whole; they count for the next request, on other processes within a second."""
        return await self._json(Request("PUT", "/v1/rates", document=document))

    async def reset_rates(self) -> None:
        """Back to the table of the file."""
        await self._nothing(Request("DELETE", "/v1/rates"))

    async def get_price_calibration(self) -> types.PriceCalibration:
        """Known prices of this marketplace beside published figures: how many, and their ratios by cell."""
        return await self._json(Request("GET", "/v1/price-calibration"))

    async def get_vocabulary(self, name: str) -> types.Vocabulary:
        """One closed list by its name."""
        return await self._json(Request("GET", path("/v1/vocabulary/{}", name)))

    async def list_niches(self) -> types.NicheMap:
        """Every niche with its creators, and its place on a map. Places change with taxonomy and encoder alone."""
        return await self._json(Request("GET", "/v1/niches"))

    async def list_webhooks(
        self, *, limit: int | None = None, cursor: str | None = None, brand: str | None = None
    ) -> types.WebhookPage:
        """List the endpoints in the order of their arrival. A marketplace key without a brand has its own."""
        return await self._json(Request("GET", "/v1/webhooks", query={"limit": limit, "cursor": cursor}, brand=brand))

    def iterate_webhooks(
        self, *, limit: int | None = None, brand: str | None = None
    ) -> AsyncIterator[types.StoredWebhook]:
        """Each item of `list_webhooks`, page after page of `limit` items."""
        return self._items(Request("GET", "/v1/webhooks", query={"limit": limit}, brand=brand))

    async def create_webhook(
        self, document: types.Webhook, *, brand: str | None = None, idempotency_key: str | None = None
    ) -> types.WebhookWithSecret:
        """Have events sent to an address. The answer shows the secret that signs them, once."""
        return await self._json(
            Request(
                "POST", "/v1/webhooks", document=document, brand=brand, idempotency_key=idempotency_key or new_key()
            )
        )

    async def get_webhook(
        self, webhook_id: str, *, brand: str | None = None, if_none_match: Version | None = None
    ) -> types.StoredWebhook:
        """One endpoint, without its secret."""
        return await self._json(
            Request("GET", path("/v1/webhooks/{}", webhook_id), brand=brand, if_none_match=if_none_match)
        )

    async def update_webhook(
        self, webhook_id: str, patch: types.WebhookPatch, *, brand: str | None = None, if_match: Version | None = None
    ) -> types.StoredWebhook:
        """Change an endpoint by a JSON merge patch (RFC 7396); enable it again."""
        return await self._json(
            Request(
                "PATCH",
                path("/v1/webhooks/{}", webhook_id),
                document=patch,
                media="application/merge-patch+json",
                brand=brand,
                if_match=if_match,
            )
        )

    async def delete_webhook(
        self, webhook_id: str, *, brand: str | None = None, if_match: Version | None = None
    ) -> None:
        """Delete an endpoint with its log."""
        await self._nothing(Request("DELETE", path("/v1/webhooks/{}", webhook_id), brand=brand, if_match=if_match))

    async def rotate_webhook_secret(
        self,
        webhook_id: str,
        document: types.SecretRotation,
        *,
        brand: str | None = None,
        idempotency_key: str | None = None,
        if_match: Version | None = None,
    ) -> types.WebhookWithSecret:
        """Sign with a new secret, shown once; the one before signs beside it for a while."""
        return await self._json(
            Request(
                "POST",
                path("/v1/webhooks/{}:rotate-secret", webhook_id),
                document=document,
                brand=brand,
                idempotency_key=idempotency_key or new_key(),
                if_match=if_match,
            )
        )

    async def send_test_event(
        self, webhook_id: str, *, brand: str | None = None, idempotency_key: str | None = None
    ) -> types.Delivery:
        """Send an event of the kind webhook.test; the log shows what came of it."""
        return await self._json(
            Request(
                "POST",
                path("/v1/webhooks/{}:test", webhook_id),
                brand=brand,
                idempotency_key=idempotency_key or new_key(),
            )
        )

    async def replay_deliveries(
        self, webhook_id: str, document: types.Replay, *, brand: str | None = None, idempotency_key: str | None = None
    ) -> types.Replayed:
        """Send every event between two times again, those too that the endpoint missed. Safe to repeat."""
        return await self._json(
            Request(
                "POST",
                path("/v1/webhooks/{}:replay", webhook_id),
                document=document,
                brand=brand,
                idempotency_key=idempotency_key or new_key(),
            )
        )

    async def list_deliveries(
        self,
        webhook_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["pending", "delivered", "failed", "erased"] | None = None,
        brand: str | None = None,
    ) -> types.DeliveryPage:
        """What was sent to an endpoint, the newest first: every attempt with its status, error and duration."""
        return await self._json(
            Request(
                "GET",
                path("/v1/webhooks/{}/deliveries", webhook_id),
                query={"limit": limit, "cursor": cursor, "status": status},
                brand=brand,
            )
        )

    def iterate_deliveries(
        self,
        webhook_id: str,
        *,
        limit: int | None = None,
        status: Literal["pending", "delivered", "failed", "erased"] | None = None,
        brand: str | None = None,
    ) -> AsyncIterator[types.Delivery]:
        """Each item of `list_deliveries`, page after page of `limit` items."""
        return self._items(
            Request(
                "GET",
                path("/v1/webhooks/{}/deliveries", webhook_id),
                query={"limit": limit, "status": status},
                brand=brand,
            )
        )

    async def replay_delivery(
        self, webhook_id: str, delivery_id: str, *, brand: str | None = None, idempotency_key: str | None = None
    ) -> types.Delivery:
        """Send one event again under the same webhook-id. Safe to repeat."""
        return await self._json(
            Request(
                "POST",
                path("/v1/webhooks/{}/deliveries/{}:replay", webhook_id, delivery_id),
                brand=brand,
                idempotency_key=idempotency_key or new_key(),
            )
        )

    async def export_creator_data(self, external_id: str) -> types.CreatorExport:
        """Everything that the service holds about a creator, of all brands, as one document."""
        return await self._json(Request("GET", path("/v1/creators/{}/export", external_id)))

    async def list_erasures(self, *, limit: int | None = None, cursor: str | None = None) -> types.ErasurePage:
        """List receipts of erasures, the newest first."""
        return await self._json(Request("GET", "/v1/erasures", query={"limit": limit, "cursor": cursor}))

    def iterate_erasures(self, *, limit: int | None = None) -> AsyncIterator[types.Erasure]:
        """Each item of `list_erasures`, page after page of `limit` items."""
        return self._items(Request("GET", "/v1/erasures", query={"limit": limit}))

    async def get_erasure(self, erasure_id: str) -> types.Erasure:
        """The receipt of an erasure: what is gone since when, and what the rest waits for. It names nobody."""
        return await self._json(Request("GET", path("/v1/erasures/{}", erasure_id)))

    async def get_access(self) -> types.Access:
        """What the key at hand may do: its role, its brand, its scopes."""
        return await self._json(Request("GET", "/v1/access"))

    async def list_keys(self, *, limit: int | None = None, cursor: str | None = None) -> types.KeyPage:
        """List keys in the order of their making, without their secrets."""
        return await self._json(Request("GET", "/v1/keys", query={"limit": limit, "cursor": cursor}))

    def iterate_keys(self, *, limit: int | None = None) -> AsyncIterator[types.StoredKey]:
        """Each item of `list_keys`, page after page of `limit` items."""
        return self._items(Request("GET", "/v1/keys", query={"limit": limit}))

    async def create_key(self, document: types.Key, *, idempotency_key: str | None = None) -> types.NewKey:
        """Make a key. The answer shows it, and nothing does so again."""
        return await self._json(
            Request("POST", "/v1/keys", document=document, idempotency_key=idempotency_key or new_key())
        )

    async def get_key(self, key_id: str, *, if_none_match: Version | None = None) -> types.StoredKey:
        """One key, without its secret."""
        return await self._json(Request("GET", path("/v1/keys/{}", key_id), if_none_match=if_none_match))

    async def update_key(
        self, key_id: str, patch: types.KeyPatch, *, if_match: Version | None = None
    ) -> types.StoredKey:
        """Change label, scopes, origins, limit or expiry of a key by a JSON merge patch (RFC 7396)."""
        return await self._json(
            Request(
                "PATCH",
                path("/v1/keys/{}", key_id),
                document=patch,
                media="application/merge-patch+json",
                if_match=if_match,
            )
        )

    async def revoke_key(self, key_id: str) -> None:
        """Revoke a key: it stops working at once, on other processes within a second."""
        await self._nothing(Request("DELETE", path("/v1/keys/{}", key_id)))

    async def rotate_key(
        self,
        key_id: str,
        document: types.KeyRotation,
        *,
        idempotency_key: str | None = None,
        if_match: Version | None = None,
    ) -> types.NewKey:
        """Give a key another secret; the one before stays good for a while, so that programs can change over."""
        return await self._json(
            Request(
                "POST",
                path("/v1/keys/{}:rotate", key_id),
                document=document,
                idempotency_key=idempotency_key or new_key(),
                if_match=if_match,
            )
        )

    async def list_audit_entries(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        key_id: str | None = None,
        operation: str | None = None,
        external_id: str | None = None,
    ) -> types.AuditPage:
        """List the changes that were made through the API, the newest first; a brand's key sees those of its brand."""
        return await self._json(
            Request(
                "GET",
                "/v1/audit",
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "key_id": key_id,
                    "operation": operation,
                    "external_id": external_id,
                },
            )
        )

    def iterate_audit_entries(
        self,
        *,
        limit: int | None = None,
        key_id: str | None = None,
        operation: str | None = None,
        external_id: str | None = None,
    ) -> AsyncIterator[types.AuditEntry]:
        """Each item of `list_audit_entries`, page after page of `limit` items."""
        return self._items(
            Request(
                "GET",
                "/v1/audit",
                query={"limit": limit, "key_id": key_id, "operation": operation, "external_id": external_id},
            )
        )

    async def list_errors(self) -> types.ErrorList:
        """List every error code with its meaning."""
        return await self._json(Request("GET", "/v1/errors"))

    async def get_error(self, code: str) -> types.ErrorPage:
        """One error code: what it means, what usually leads to it, what to do. For browsers a page."""
        return await self._json(Request("GET", path("/v1/errors/{}", code)))

    async def get_liveness(self) -> types.State:
        """Liveness: whether this process does its work; if not, a restart helps."""
        return await self._json(Request("GET", "/healthz"))

    async def get_readiness(self) -> types.State:
        """Readiness: whether requests should come here. The encoder loads behind it."""
        return await self._json(Request("GET", "/readyz"))

    async def get_metrics(self) -> str:
        """Prometheus metrics of all API processes of this host."""
        return await self._text(Request("GET", "/metrics"))

    async def get_status(self) -> types.Status:
        """Counts, staleness, lag, and the index being served."""
        return await self._json(Request("GET", "/v1/status"))

    async def get_open_api(self, *, if_none_match: Version | None = None) -> dict[str, Any]:
        """This contract."""
        return await self._json(Request("GET", "/v1/openapi.json", if_none_match=if_none_match))
