"""What is sent and answered. Made from the OpenAPI document by `python -m clients.generate`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Offence(TypedDict):
    path: str
    """JSON pointer into the body, or query/…, path/…."""
    code: Literal[
        "unknown_key",
        "required",
        "wrong_type",
        "unknown_value",
        "out_of_range",
        "too_short",
        "too_long",
        "bad_format",
        "bad_character",
        "duplicate",
        "invalid",
        "not_found",
        "not_hired",
        "not_indexed",
        "breaks_the_brief",
        "not_offered",
        "price_unknown",
        "add_on_price_unknown",
        "price_too_large",
        "no_exchange_rate",
        "no_forecast",
        "malformed_json",
        "too_large",
        "truncated",
        "bad_csv",
        "unknown_column",
        "erased",
    ]
    message: str
    suggestion: NotRequired[str]
    """What was probably meant."""


class Problem(TypedDict):
    type: str
    """The page of the code, see GET /v1/errors."""
    title: str
    status: int
    code: str
    """Stable: branch on it."""
    detail: str
    errors: NotRequired[list[Offence]]
    """Every offence in the input."""
    checks: NotRequired[dict[str, Any]]
    """Of liveness and readiness: how each thing stands."""
    request_id: NotRequired[str]
    """As in the header X-Request-Id, and in the log."""


PlatformCode = Literal[
    "instagram", "tiktok", "youtube", "twitch", "x", "facebook", "pinterest", "linkedin", "snapchat", "podcast", "blog"
]

CountryCode = Literal[
    "AD",
    "AE",
    "AF",
    "AG",
    "AI",
    "AL",
    "AM",
    "AO",
    "AQ",
    "AR",
    "AS",
    "AT",
    "AU",
    "AW",
    "AX",
    "AZ",
    "BA",
    "BB",
    "BD",
    "BE",
    "BF",
    "BG",
    "BH",
    "BI",
    "BJ",
    "BL",
    "BM",
    "BN",
    "BO",
    "BQ",
    "BR",
    "BS",
    "BT",
    "BV",
    "BW",
    "BY",
    "BZ",
    "CA",
    "CC",
    "CD",
    "CF",
    "CG",
    "CH",
    "CI",
    "CK",
    "CL",
    "CM",
    "CN",
    "CO",
    "CR",
    "CU",
    "CV",
    "CW",
    "CX",
    "CY",
    "CZ",
    "DE",
    "DJ",
    "DK",
    "DM",
    "DO",
    "DZ",
    "EC",
    "EE",
    "EG",
    "EH",
    "ER",
    "ES",
    "ET",
    "FI",
    "FJ",
    "FK",
    "FM",
    "FO",
    "FR",
    "GA",
    "GB",
    "GD",
    "GE",
    "GF",
    "GG",
    "GH",
    "GI",
    "GL",
    "GM",
    "GN",
    "GP",
    "GQ",
    "GR",
    "GS",
    "GT",
    "GU",
    "GW",
    "GY",
    "HK",
    "HM",
    "HN",
    "HR",
    "HT",
    "HU",
    "ID",
    "IE",
    "IL",
    "IM",
    "IN",
    "IO",
    "IQ",
    "IR",
    "IS",
    "IT",
    "JE",
    "JM",
    "JO",
    "JP",
    "KE",
    "KG",
    "KH",
    "KI",
    "KM",
    "KN",
    "KP",
    "KR",
    "KW",
    "KY",
    "KZ",
    "LA",
    "LB",
    "LC",
    "LI",
    "LK",
    "LR",
    "LS",
    "LT",
    "LU",
    "LV",
    "LY",
    "MA",
    "MC",
    "MD",
    "ME",
    "MF",
    "MG",
    "MH",
    "MK",
    "ML",
    "MM",
    "MN",
    "MO",
    "MP",
    "MQ",
    "MR",
    "MS",
    "MT",
    "MU",
    "MV",
    "MW",
    "MX",
    "MY",
    "MZ",
    "NA",
    "NC",
    "NE",
    "NF",
    "NG",
    "NI",
    "NL",
    "NO",
    "NP",
    "NR",
    "NU",
    "NZ",
    "OM",
    "PA",
    "PE",
    "PF",
    "PG",
    "PH",
    "PK",
    "PL",
    "PM",
    "PN",
    "PR",
    "PS",
    "PT",
    "PW",
    "PY",
    "QA",
    "RE",
    "RO",
    "RS",
    "RU",
    "RW",
    "SA",
    "SB",
    "SC",
    "SD",
    "SE",
    "SG",
    "SH",
    "SI",
    "SJ",
    "SK",
    "SL",
    "SM",
    "SN",
    "SO",
    "SR",
    "SS",
    "ST",
    "SV",
    "SX",
    "SY",
    "SZ",
    "TC",
    "TD",
    "TF",
    "TG",
    "TH",
    "TJ",
    "TK",
    "TL",
    "TM",
    "TN",
    "TO",
    "TR",
    "TT",
    "TV",
    "TW",
    "TZ",
    "UA",
    "UG",
    "UM",
    "US",
    "UY",
    "UZ",
    "VA",
    "VC",
    "VE",
    "VG",
    "VI",
    "VN",
    "VU",
    "WF",
    "WS",
    "YE",
    "YT",
    "ZA",
    "ZM",
    "ZW",
]

LanguageCode = Literal[
    "aa",
    "ab",
    "ae",
    "af",
    "ak",
    "am",
    "an",
    "ar",
    "as",
    "av",
    "ay",
    "az",
    "ba",
    "be",
    "bg",
    "bi",
    "bm",
    "bn",
    "bo",
    "br",
    "bs",
    "ca",
    "ce",
    "ch",
    "co",
    "cr",
    "cs",
    "cu",
    "cv",
    "cy",
    "da",
    "de",
    "dv",
    "dz",
    "ee",
    "el",
    "en",
    "eo",
    "es",
    "et",
    "eu",
    "fa",
    "ff",
    "fi",
    "fj",
    "fo",
    "fr",
    "fy",
    "ga",
    "gd",
    "gl",
    "gn",
    "gu",
    "gv",
    "ha",
    "he",
    "hi",
    "ho",
    "hr",
    "ht",
    "hu",
    "hy",
    "hz",
    "ia",
    "id",
    "ie",
    "ig",
    "ii",
    "ik",
    "io",
    "is",
    "it",
    "iu",
    "ja",
    "jv",
    "ka",
    "kg",
    "ki",
    "kj",
    "kk",
    "kl",
    "km",
    "kn",
    "ko",
    "kr",
    "ks",
    "ku",
    "kv",
    "kw",
    "ky",
    "la",
    "lb",
    "lg",
    "li",
    "ln",
    "lo",
    "lt",
    "lu",
    "lv",
    "mg",
    "mh",
    "mi",
    "mk",
    "ml",
    "mn",
    "mr",
    "ms",
    "mt",
    "my",
    "na",
    "nb",
    "nd",
    "ne",
    "ng",
    "nl",
    "nn",
    "no",
    "nr",
    "nv",
    "ny",
    "oc",
    "oj",
    "om",
    "or",
    "os",
    "pa",
    "pi",
    "pl",
    "ps",
    "pt",
    "qu",
    "rm",
    "rn",
    "ro",
    "ru",
    "rw",
    "sa",
    "sc",
    "sd",
    "se",
    "sg",
    "sh",
    "si",
    "sk",
    "sl",
    "sm",
    "sn",
    "so",
    "sq",
    "sr",
    "ss",
    "st",
    "su",
    "sv",
    "sw",
    "ta",
    "te",
    "tg",
    "th",
    "ti",
    "tk",
    "tl",
    "tn",
    "to",
    "tr",
    "ts",
    "tt",
    "tw",
    "ty",
    "ug",
    "uk",
    "ur",
    "uz",
    "ve",
    "vi",
    "vo",
    "wa",
    "wo",
    "xh",
    "yi",
    "yo",
    "za",
    "zh",
    "zu",
]

NicheCode = Literal[
    "arts_architecture",
    "arts_design",
    "arts_photography",
    "arts_visual",
    "arts_dance",
    "arts_music",
    "arts_books",
    "beauty_makeup",
    "beauty_skincare",
    "beauty_hair",
    "business_finance",
    "business_startups",
    "business_careers",
    "business_marketing",
    "entertainment_fiction",
    "entertainment_film",
    "entertainment_comedy",
    "entertainment_crime",
    "family_parenting",
    "family_pets",
    "fashion_style",
    "fashion_sustainable",
    "fitness_training",
    "fitness_yoga",
    "fitness_running",
    "food_cooking",
    "food_baking",
    "food_vegan",
    "food_drinks",
    "health_medicine",
    "health_mental",
    "home_gardening",
    "home_interiors",
    "home_diy",
    "knowledge_history",
    "knowledge_science",
    "knowledge_space",
    "knowledge_education",
    "knowledge_languages",
    "leisure_crafts",
    "leisure_tabletop",
    "leisure_gaming",
    "lifestyle_relationships",
    "lifestyle_daily",
    "motors_cars",
    "motors_bikes",
    "society_news",
    "society_faith",
    "society_sustainability",
    "sports_cycling",
    "sports_fans",
    "sports_football",
    "tech_consumer",
    "tech_programming",
    "travel_outdoor",
    "travel_trips",
]


class Account(TypedDict):
    platform: PlatformCode
    handle: str
    followers: NotRequired[int]
    engagement_rate_pct: NotRequired[float]
    """Percent: 3.4 means 3.4 %."""
    engagement_basis: NotRequired[
        Literal["followers", "followers_likes", "views", "reels_interaction", "reach", "impressions"]
    ]
    average_views: NotRequired[int]
    as_of: NotRequired[str]


AgeBandCode = Literal["13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"]

GenderCode = Literal["female", "male", "other"]


class Audience(TypedDict):
    countries: NotRequired[dict[str, float]]
    ages: NotRequired[dict[str, float]]
    genders: NotRequired[dict[str, float]]
    languages: NotRequired[dict[str, float]]
    credibility_pct: NotRequired[float]


CurrencyCode = Literal[
    "AED",
    "AFN",
    "ALL",
    "AMD",
    "AOA",
    "ARS",
    "AUD",
    "AWG",
    "AZN",
    "BAM",
    "BBD",
    "BDT",
    "BHD",
    "BIF",
    "BMD",
    "BND",
    "BOB",
    "BOV",
    "BRL",
    "BSD",
    "BTN",
    "BWP",
    "BYN",
    "BZD",
    "CAD",
    "CDF",
    "CHE",
    "CHF",
    "CHW",
    "CLF",
    "CLP",
    "CNY",
    "COP",
    "COU",
    "CRC",
    "CUP",
    "CVE",
    "CZK",
    "DJF",
    "DKK",
    "DOP",
    "DZD",
    "EGP",
    "ERN",
    "ETB",
    "EUR",
    "FJD",
    "FKP",
    "GBP",
    "GEL",
    "GHS",
    "GIP",
    "GMD",
    "GNF",
    "GTQ",
    "GYD",
    "HKD",
    "HNL",
    "HTG",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "IQD",
    "IRR",
    "ISK",
    "JMD",
    "JOD",
    "JPY",
    "KES",
    "KGS",
    "KHR",
    "KMF",
    "KPW",
    "KRW",
    "KWD",
    "KYD",
    "KZT",
    "LAK",
    "LBP",
    "LKR",
    "LRD",
    "LSL",
    "LYD",
    "MAD",
    "MDL",
    "MGA",
    "MKD",
    "MMK",
    "MNT",
    "MOP",
    "MRU",
    "MUR",
    "MVR",
    "MWK",
    "MXN",
    "MXV",
    "MYR",
    "MZN",
    "NAD",
    "NGN",
    "NIO",
    "NOK",
    "NPR",
    "NZD",
    "OMR",
    "PAB",
    "PEN",
    "PGK",
    "PHP",
    "PKR",
    "PLN",
    "PYG",
    "QAR",
    "RON",
    "RSD",
    "RUB",
    "RWF",
    "SAR",
    "SBD",
    "SCR",
    "SDG",
    "SEK",
    "SGD",
    "SHP",
    "SLE",
    "SOS",
    "SRD",
    "SSP",
    "STN",
    "SVC",
    "SYP",
    "SZL",
    "THB",
    "TJS",
    "TMT",
    "TND",
    "TOP",
    "TRY",
    "TTD",
    "TWD",
    "TZS",
    "UAH",
    "UGX",
    "USD",
    "USN",
    "UYI",
    "UYU",
    "UYW",
    "UZS",
    "VED",
    "VES",
    "VND",
    "VUV",
    "WST",
    "XAD",
    "XAF",
    "XAG",
    "XAU",
    "XBA",
    "XBB",
    "XBC",
    "XBD",
    "XCD",
    "XCG",
    "XDR",
    "XOF",
    "XPD",
    "XPF",
    "XPT",
    "XSU",
    "XTS",
    "XUA",
    "XXX",
    "YER",
    "ZAR",
    "ZMW",
    "ZWG",
]

DeliverableKindCode = Literal[
    "ig_post",
    "ig_carousel",
    "ig_reel",
    "ig_story",
    "ig_live",
    "tt_video",
    "tt_live",
    "yt_dedicated",
    "yt_integration",
    "yt_short",
    "twitch_stream",
    "x_post",
    "fb_post",
    "pin_post",
    "li_post",
    "snap_story",
    "podcast_read",
    "blog_post",
    "ugc_asset",
]


class PackageLine(TypedDict):
    kind: DeliverableKindCode
    quantity: NotRequired[int]


class Package(TypedDict):
    name: str
    deliverables: list[PackageLine]
    price: str


class Discount(TypedDict):
    kind: NotRequired[DeliverableKindCode]
    min_quantity: int
    percent: float


AddOnCode = Literal["usage_rights", "paid_usage", "whitelisting", "spark_code", "exclusivity", "rush"]

ChannelCode = Literal["organic_social", "paid_social", "website", "email", "display", "tv", "print"]


class AddOnRate(TypedDict):
    kind: AddOnCode
    channel: NotRequired[ChannelCode]
    """Without one, for any channel."""
    percent: NotRequired[float]
    amount: NotRequired[str]
    per: NotRequired[Literal["month", "order"]]


class Gifting(TypedDict):
    min_value: str
    """What the product must be worth."""
    kinds: NotRequired[list[DeliverableKindCode]]
    """Without any, for every kind."""


class RateCard(TypedDict):
    currency: CurrencyCode
    rates: NotRequired[dict[str, str]]
    not_offered: NotRequired[list[DeliverableKindCode]]
    packages: NotRequired[list[Package]]
    discounts: NotRequired[list[Discount]]
    add_ons: NotRequired[list[AddOnRate]]
    gifting: NotRequired[Gifting]
    negotiable: NotRequired[bool]


TopicOrNicheCode = Literal[
    "adult",
    "alcohol",
    "animal_testing",
    "cannabis",
    "cosmetic_surgery",
    "crypto",
    "dairy",
    "dating",
    "diet_products",
    "energy_drinks",
    "fast_fashion",
    "fossil_fuels",
    "fur_leather",
    "gambling",
    "loans",
    "meat",
    "mlm",
    "pharmaceuticals",
    "politics",
    "religion",
    "tobacco",
    "trading",
    "weapons",
    "arts_architecture",
    "arts_design",
    "arts_photography",
    "arts_visual",
    "arts_dance",
    "arts_music",
    "arts_books",
    "beauty_makeup",
    "beauty_skincare",
    "beauty_hair",
    "business_finance",
    "business_startups",
    "business_careers",
    "business_marketing",
    "entertainment_fiction",
    "entertainment_film",
    "entertainment_comedy",
    "entertainment_crime",
    "family_parenting",
    "family_pets",
    "fashion_style",
    "fashion_sustainable",
    "fitness_training",
    "fitness_yoga",
    "fitness_running",
    "food_cooking",
    "food_baking",
    "food_vegan",
    "food_drinks",
    "health_medicine",
    "health_mental",
    "home_gardening",
    "home_interiors",
    "home_diy",
    "knowledge_history",
    "knowledge_science",
    "knowledge_space",
    "knowledge_education",
    "knowledge_languages",
    "leisure_crafts",
    "leisure_tabletop",
    "leisure_gaming",
    "lifestyle_relationships",
    "lifestyle_daily",
    "motors_cars",
    "motors_bikes",
    "society_news",
    "society_faith",
    "society_sustainability",
    "sports_cycling",
    "sports_fans",
    "sports_football",
    "tech_consumer",
    "tech_programming",
    "travel_outdoor",
    "travel_trips",
]


class Sponsored(TypedDict):
    posts: int
    topics: NotRequired[list[TopicOrNicheCode]]
    """What the sponsored work promoted."""


Window = TypedDict(
    "Window",
    {
        "from": "NotRequired[str]",
        "to": "NotRequired[str]",
    },
)


class Embedding(TypedDict):
    state: Literal["fresh", "stale", "failed"]
    attempts: NotRequired[int]
    error: NotRequired[str]
    retry_at: NotRequired[str]


class Duplicate(TypedDict):
    external_id: str
    platform: str
    handle: str


class DetectedNiche(TypedDict):
    id: str
    share: float
    """Of the niche posterior, 0 to 1."""


class StoredCreator(TypedDict):
    name: str
    text: str
    """The bio."""
    display_name: NotRequired[str]
    content_samples: NotRequired[list[str]]
    languages: NotRequired[list[LanguageCode]]
    country: NotRequired[CountryCode]
    city: NotRequired[str]
    niches: NotRequired[list[NicheCode]]
    accounts: NotRequired[list[Account]]
    audience: NotRequired[Audience]
    rate_card: NotRequired[RateCard]
    sponsored: NotRequired[Sponsored]
    availability: NotRequired[Window]
    refusals: NotRequired[list[TopicOrNicheCode]]
    last_post_at: NotRequired[str]
    profile_url: NotRequired[str]
    avatar_url: NotRequired[str]
    attributes: NotRequired[dict[str, Any]]
    """Opaque to the service; comes back with matches."""
    external_id: str
    version: int
    created_at: str
    updated_at: str
    embedding: Embedding
    likely_duplicates: list[Duplicate]
    detected_niches: list[DetectedNiche]
    """Where none is declared."""


class CreatorPage(TypedDict):
    items: list[StoredCreator]
    next_cursor: str | None


class Creator(TypedDict):
    name: str
    text: str
    """The bio."""
    display_name: NotRequired[str]
    content_samples: NotRequired[list[str]]
    languages: NotRequired[list[LanguageCode]]
    country: NotRequired[CountryCode]
    city: NotRequired[str]
    niches: NotRequired[list[NicheCode]]
    accounts: NotRequired[list[Account]]
    audience: NotRequired[Audience]
    rate_card: NotRequired[RateCard]
    sponsored: NotRequired[Sponsored]
    availability: NotRequired[Window]
    refusals: NotRequired[list[TopicOrNicheCode]]
    last_post_at: NotRequired[str]
    profile_url: NotRequired[str]
    avatar_url: NotRequired[str]
    attributes: NotRequired[dict[str, Any]]
    """Opaque to the service; comes back with matches."""


class AudiencePatch(TypedDict):
    countries: NotRequired[dict[str, float | None] | None]
    ages: NotRequired[dict[str, float | None] | None]
    genders: NotRequired[dict[str, float | None] | None]
    languages: NotRequired[dict[str, float | None] | None]
    credibility_pct: NotRequired[float | None]


class GiftingPatch(TypedDict):
    min_value: NotRequired[str]
    """What the product must be worth."""
    kinds: NotRequired[list[DeliverableKindCode] | None]
    """Without any, for every kind."""


class RateCardPatch(TypedDict):
    currency: NotRequired[CurrencyCode]
    rates: NotRequired[dict[str, str | None] | None]
    not_offered: NotRequired[list[DeliverableKindCode] | None]
    packages: NotRequired[list[Package] | None]
    discounts: NotRequired[list[Discount] | None]
    add_ons: NotRequired[list[AddOnRate] | None]
    gifting: NotRequired[GiftingPatch | None]
    negotiable: NotRequired[bool | None]


class SponsoredPatch(TypedDict):
    posts: NotRequired[int]
    topics: NotRequired[list[TopicOrNicheCode] | None]
    """What the sponsored work promoted."""


WindowPatch = TypedDict(
    "WindowPatch",
    {
        "from": "NotRequired[str | None]",
        "to": "NotRequired[str | None]",
    },
)


class CreatorPatch(TypedDict):
    name: NotRequired[str]
    text: NotRequired[str]
    """The bio."""
    display_name: NotRequired[str | None]
    content_samples: NotRequired[list[str] | None]
    languages: NotRequired[list[LanguageCode] | None]
    country: NotRequired[CountryCode | None]
    city: NotRequired[str | None]
    niches: NotRequired[list[NicheCode] | None]
    accounts: NotRequired[list[Account] | None]
    audience: NotRequired[AudiencePatch | None]
    rate_card: NotRequired[RateCardPatch | None]
    sponsored: NotRequired[SponsoredPatch | None]
    availability: NotRequired[WindowPatch | None]
    refusals: NotRequired[list[TopicOrNicheCode] | None]
    last_post_at: NotRequired[str | None]
    profile_url: NotRequired[str | None]
    avatar_url: NotRequired[str | None]
    attributes: NotRequired[dict[str, Any] | None]
    """Opaque to the service; comes back with matches."""


class PriceLine(TypedDict):
    kind: NotRequired[str]
    package: NotRequired[str]
    contains: NotRequired[dict[str, int]]
    quantity: int
    rate: str
    discount_pct: NotRequired[float]
    amount: str
    currency: NotRequired[str]
    """Beside estimates: that of the rate card."""


class AddOnLine(TypedDict):
    kind: str
    months: int
    channel: str | None
    percent: NotRequired[float]
    """Of what the deliverables cost."""
    rate: NotRequired[str]
    per: NotRequired[Literal["month", "order"]]
    amount: str | None
    """null: not on the rate card."""


class Converted(TypedDict):
    amount: str
    currency: str
    rate: str
    """Units of it for one of the price's currency, to twelve digits; the amount is by the exact rate."""
    as_of: str
    is_old: bool


class PriceMethod(TypedDict):
    method: Literal["own_history", "cpm_reach", "cpme_engagement", "cpv_views", "follower_rule", "marketplace_rates"]
    low: str
    high: str
    inputs: dict[str, Any]


class Ratios(TypedDict):
    low: float
    middle: float
    high: float


class Calibrated(TypedDict):
    cell: str
    """Kind or platform, with or without a tier."""
    prices: int
    against: Literal["published", "followers", "one"]
    """Ratios are US cents for one deliverable to the point of the published figures in cents, to the followers, or
    to 1.
    """
    ratios: Ratios
    start: int
    """What the ratios multiply."""
    as_of: str


class KindEstimate(TypedDict):
    kind: str
    quantity: int
    low: str
    point: str
    high: str
    methods: list[PriceMethod]
    calibrated: Calibrated | None


class Price(TypedDict):
    basis: Literal["stated", "product", "estimated", "unknown"]
    amount: str | None
    """Of the deliverables."""
    currency: str | None
    lines: NotRequired[list[PriceLine]]
    add_ons: NotRequired[list[AddOnLine]]
    total: NotRequired[str | None]
    """With add-ons; null where one has no known price."""
    negotiable: NotRequired[bool]
    converted: NotRequired[Converted | None]
    low: NotRequired[str]
    """Of an estimate, which is no price: the least that it may cost."""
    point: NotRequired[str]
    high: NotRequired[str]
    estimates: NotRequired[list[KindEstimate]]
    """Kinds without a stated price."""


class ForecastRange(TypedDict):
    low: int
    expected: int
    high: int


class WorkForecast(TypedDict):
    reach: ForecastRange | None
    engagements: ForecastRange | None


class AmountRange(TypedDict):
    low: str
    expected: str
    high: str


class WorkCost(TypedDict):
    per_engagement: AmountRange | None
    per_1000_reach: AmountRange | None


class CreatorNiche(TypedDict):
    id: str
    source: Literal["declared", "detected"]
    share: NotRequired[float]
    """Of a detected niche in the creator's posterior, 0 to 1."""


class ImportLine(TypedDict):
    name: str
    text: str
    """The bio."""
    display_name: NotRequired[str]
    content_samples: NotRequired[list[str]]
    languages: NotRequired[list[LanguageCode]]
    country: NotRequired[CountryCode]
    city: NotRequired[str]
    niches: NotRequired[list[NicheCode]]
    accounts: NotRequired[list[Account]]
    audience: NotRequired[Audience]
    rate_card: NotRequired[RateCard]
    sponsored: NotRequired[Sponsored]
    availability: NotRequired[Window]
    refusals: NotRequired[list[TopicOrNicheCode]]
    last_post_at: NotRequired[str]
    profile_url: NotRequired[str]
    avatar_url: NotRequired[str]
    attributes: NotRequired[dict[str, Any]]
    """Opaque to the service; comes back with matches."""
    external_id: str


class Component(TypedDict):
    name: str
    value: float | None
    weight: float
    contribution: float
    reason: str


class Inputs(TypedDict):
    cosine: float
    niche_cosine: float
    followers: float | None
    platform: str | None
    engagement_rate_pct: float | None
    """As it counts: stated, moved towards measured."""
    stated_rate_pct: float | None
    measured_rate_pct: float | None
    """By your outcomes."""
    measured_posts: float
    price_usd: float | None
    audience_share_pct: float | None
    sponsored_posts: float | None
    credibility_pct: float | None
    days_since_post: float | None
    history: float | None
    kept: float
    """Work for your brand that came as agreed."""
    checked: float
    """Of so many pieces that were checked."""


class Match(TypedDict):
    price: Price
    forecast: WorkForecast | None
    """Of the deliverables."""
    cost: WorkCost | None
    tier: str | None
    niches: list[CreatorNiche]
    creator: ImportLine
    score: float
    components: list[Component]
    rank: int
    inputs: NotRequired[Inputs]
    """With explain=true."""


class SpanShape(TypedDict):
    words: str
    start: int
    end: int


class FunnelStep(TypedDict):
    constraint: str
    remaining: int
    value: NotRequired[str | float | bool | dict[str, Any] | list[Any]]
    source: NotRequired[str]
    read_from: NotRequired[list[SpanShape]]
    unknown: NotRequired[str]


class FacetCount(TypedDict):
    id: str
    count: int


class Facets(TypedDict):
    niches: list[FacetCount]


Method = TypedDict(
    "Method",
    {
        "lambda": "float",
        "posts": "int",
        "neutral": "float",
        "decimals": "int",
        "score": "str",
        "formulas": "dict[str, str]",
    },
)

Matches = TypedDict(
    "Matches",
    {
        "rates_as_of": "str",
        "rates_are_old": "bool",
        "items": "list[Match]",
        "next_cursor": "str | None",
        "matched": "int",
        "reachable": "int",
        "funnel": "list[FunnelStep]",
        "index_version": "str",
        "encoder": "str",
        "search_mode": 'Literal["exact", "ann"]',
        "sort": "str",
        "diversity": "float",
        "lambda": "float",
        "wanted_niches": "list[DetectedNiche]",
        "facets": "NotRequired[Facets]",
        "method": "NotRequired[Method]",
        "tier_scheme": "str",
        "took_ms": "float",
    },
)


class Example(TypedDict):
    external_id: str
    weight: NotRequired[float]
    """Negative: unlike this creator."""


class Deliverable(TypedDict):
    kind: DeliverableKindCode
    quantity: NotRequired[int]


class Budget(TypedDict):
    currency: CurrencyCode
    per_creator: NotRequired[str]
    """Most that one creator's deliverables may cost together."""
    per_deliverable: NotRequired[str]
    """Most that one deliverable may cost."""
    per_kind: NotRequired[dict[str, str]]
    """The same by kind."""
    total: NotRequired[str]
    product_value: NotRequired[str]
    """What the product is worth that each creator gets; those who work for a product of that worth cost nothing
    else.
    """
    unknown_price: NotRequired[Literal["exclude", "estimate", "include"]]
    """Whether creators of unknown price pass the budgets per creator and deliverable; estimate: where the most that
    it is estimated at does.
    """


class Followers(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    min: NotRequired[int]
    max: NotRequired[int]


class Engagement(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    min: NotRequired[float]
    max: NotRequired[float]


class Platforms(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: list[PlatformCode]


class Countries(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: list[CountryCode]


class Cities(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: list[str]


class Languages(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: list[LanguageCode]


class Niches(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: list[NicheCode]


class AudienceShare(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    country: NotRequired[CountryCode]
    age: NotRequired[AgeBandCode]
    gender: NotRequired[GenderCode]
    language: NotRequired[LanguageCode]
    min_share_pct: float


WantedWindow = TypedDict(
    "WantedWindow",
    {
        "unknown": 'NotRequired[Literal["exclude", "include"]]',
        "from": "str",
        "to": "str",
    },
)


class Policy(TypedDict):
    unknown: NotRequired[Literal["exclude", "include"]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""


class Constraints(TypedDict):
    followers: NotRequired[Followers]
    engagement_rate_pct: NotRequired[Engagement]
    platforms: NotRequired[Platforms]
    countries: NotRequired[Countries]
    cities: NotRequired[Cities]
    languages: NotRequired[Languages]
    niches: NotRequired[Niches]
    audience: NotRequired[list[AudienceShare]]
    availability: NotRequired[WantedWindow]
    refusals: NotRequired[Policy]
    """For what the brief promotes; default include."""
    deliverables: NotRequired[Policy]
    """For who makes them; default include."""
    excluded_creators: NotRequired[list[str]]
    excluded_platforms: NotRequired[list[PlatformCode]]
    excluded_topics: NotRequired[list[TopicOrNicheCode]]
    """Niches that a creator must not be about, and topics that it must not have promoted."""


class Weights(TypedDict):
    fit: NotRequired[float]
    audience: NotRequired[float]
    engagement: NotRequired[float]
    value: NotRequired[float]
    experience: NotRequired[float]
    credibility: NotRequired[float]
    recency: NotRequired[float]
    history: NotRequired[float]
    reliability: NotRequired[float]


class Preferences(TypedDict):
    preset: NotRequired[Literal["balanced", "niche", "value", "engagement", "audience", "trust"]]
    """Named weights; what `weights` states comes on top."""
    weights: NotRequired[Weights]


class Lookalikes(TypedDict):
    creators: list[Example]
    deliverables: NotRequired[list[Deliverable]]
    budget: NotRequired[Budget]
    promotes: NotRequired[list[TopicOrNicheCode]]
    constraints: NotRequired[Constraints]
    preferences: NotRequired[Preferences]


class OfferedBrief(TypedDict):
    id: str
    title: str | None
    text: str
    deliverables: list[Deliverable]
    deadline: str | None


class SuitingBrief(TypedDict):
    score: float
    components: list[Component]
    price: Price
    brand_id: str
    brief: OfferedBrief


class SuitingBriefs(TypedDict):
    rates_as_of: str
    rates_are_old: bool
    """Older than CREATORMATCH_RATES_MAX_AGE_DAYS: set newer ones."""
    items: list[SuitingBrief]
    considered: int
    """Discoverable open briefs looked at."""
    suiting: int
    """Those whose constraints the creator fulfils."""
    pending: int
    """Of these, texts not encoded yet: ask again."""
    index_version: str
    encoder: str


class ShownReading(TypedDict):
    id: str
    """What ignore_readings switches off."""
    field: str
    value: str | float | bool | dict[str, Any] | list[Any]
    words: str
    start: int
    end: int
    status: Literal["applied", "overruled", "ignored", "contradictory", "noted"]
    why: NotRequired[str]


class Contradiction(TypedDict):
    field: str
    message: str
    readings: list[str]


class Standing(TypedDict):
    top: NotRequired[int]


class AddOn(TypedDict):
    kind: AddOnCode
    months: NotRequired[int]
    """Of what is bought by the month."""
    channel: NotRequired[ChannelCode]
    """Where content is used again."""


class ResolvedConstraint(TypedDict):
    constraint: str
    value: str | float | bool | dict[str, Any] | list[Any]
    source: Literal["explicit", "prose", "default", "derived", "feedback"]
    read_from: NotRequired[list[SpanShape]]
    """For source prose: the words."""
    unknown: Literal["exclude", "estimate", "include"]


class StoredBrief(TypedDict):
    readings: list[ShownReading]
    contradictions: list[Contradiction]
    title: NotRequired[str]
    text: str
    status: NotRequired[Literal["draft", "open", "closed"]]
    deliverables: NotRequired[list[Deliverable]]
    creators_wanted: NotRequired[int]
    deadline: NotRequired[str]
    """Last day to publish: creators who are not free by then are left out."""
    discoverable: NotRequired[bool]
    """Whether the marketplace may show it to creators."""
    standing: NotRequired[Standing]
    """Send match.entered and match.left while the brief is open."""
    ignore_readings: NotRequired[list[str]]
    """Readings of the text that do not apply: their ids, a field for all of it, or * for everything."""
    add_ons: NotRequired[list[AddOn]]
    budget: NotRequired[Budget]
    promotes: NotRequired[list[TopicOrNicheCode]]
    constraints: NotRequired[Constraints]
    preferences: NotRequired[Preferences]
    id: str
    version: int
    created_at: str
    updated_at: str
    resolved_constraints: list[ResolvedConstraint]
    weights: dict[str, float]


class BriefPage(TypedDict):
    items: list[StoredBrief]
    next_cursor: str | None


class Brief(TypedDict):
    title: NotRequired[str]
    text: str
    status: NotRequired[Literal["draft", "open", "closed"]]
    deliverables: NotRequired[list[Deliverable]]
    creators_wanted: NotRequired[int]
    deadline: NotRequired[str]
    """Last day to publish: creators who are not free by then are left out."""
    discoverable: NotRequired[bool]
    """Whether the marketplace may show it to creators."""
    standing: NotRequired[Standing]
    """Send match.entered and match.left while the brief is open."""
    ignore_readings: NotRequired[list[str]]
    """Readings of the text that do not apply: their ids, a field for all of it, or * for everything."""
    add_ons: NotRequired[list[AddOn]]
    budget: NotRequired[Budget]
    promotes: NotRequired[list[TopicOrNicheCode]]
    constraints: NotRequired[Constraints]
    preferences: NotRequired[Preferences]


class ParsedBrief(TypedDict):
    readings: list[ShownReading]
    contradictions: list[Contradiction]
    resolved_constraints: list[ResolvedConstraint]
    weights: dict[str, float]


class StandingPatch(TypedDict):
    top: NotRequired[int | None]


class BudgetPatch(TypedDict):
    currency: NotRequired[CurrencyCode]
    per_creator: NotRequired[str | None]
    """Most that one creator's deliverables may cost together."""
    per_deliverable: NotRequired[str | None]
    """Most that one deliverable may cost."""
    per_kind: NotRequired[dict[str, str | None] | None]
    """The same by kind."""
    total: NotRequired[str | None]
    product_value: NotRequired[str | None]
    """What the product is worth that each creator gets; those who work for a product of that worth cost nothing
    else.
    """
    unknown_price: NotRequired[Literal["exclude", "estimate", "include", None]]
    """Whether creators of unknown price pass the budgets per creator and deliverable; estimate: where the most that
    it is estimated at does.
    """


class FollowersPatch(TypedDict):
    unknown: NotRequired[Literal["exclude", "include", None]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    min: NotRequired[int | None]
    max: NotRequired[int | None]


class EngagementPatch(TypedDict):
    unknown: NotRequired[Literal["exclude", "include", None]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    min: NotRequired[float | None]
    max: NotRequired[float | None]


class PlatformsPatch(TypedDict):
    unknown: NotRequired[Literal["exclude", "include", None]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: NotRequired[list[PlatformCode]]


class CountriesPatch(TypedDict):
    unknown: NotRequired[Literal["exclude", "include", None]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: NotRequired[list[CountryCode]]


class CitiesPatch(TypedDict):
    unknown: NotRequired[Literal["exclude", "include", None]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: NotRequired[list[str]]


class LanguagesPatch(TypedDict):
    unknown: NotRequired[Literal["exclude", "include", None]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: NotRequired[list[LanguageCode]]


class NichesPatch(TypedDict):
    unknown: NotRequired[Literal["exclude", "include", None]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""
    any_of: NotRequired[list[NicheCode]]


WantedWindowPatch = TypedDict(
    "WantedWindowPatch",
    {
        "unknown": 'NotRequired[Literal["exclude", "include", None]]',
        "from": "NotRequired[str]",
        "to": "NotRequired[str]",
    },
)


class PolicyPatch(TypedDict):
    unknown: NotRequired[Literal["exclude", "include", None]]
    """What happens to creators whose value is unknown; stated constraints exclude them."""


class ConstraintsPatch(TypedDict):
    followers: NotRequired[FollowersPatch | None]
    engagement_rate_pct: NotRequired[EngagementPatch | None]
    platforms: NotRequired[PlatformsPatch | None]
    countries: NotRequired[CountriesPatch | None]
    cities: NotRequired[CitiesPatch | None]
    languages: NotRequired[LanguagesPatch | None]
    niches: NotRequired[NichesPatch | None]
    audience: NotRequired[list[AudienceShare] | None]
    availability: NotRequired[WantedWindowPatch | None]
    refusals: NotRequired[PolicyPatch | None]
    """For what the brief promotes; default include."""
    deliverables: NotRequired[PolicyPatch | None]
    """For who makes them; default include."""
    excluded_creators: NotRequired[list[str] | None]
    excluded_platforms: NotRequired[list[PlatformCode] | None]
    excluded_topics: NotRequired[list[TopicOrNicheCode] | None]
    """Niches that a creator must not be about, and topics that it must not have promoted."""


class WeightsPatch(TypedDict):
    fit: NotRequired[float | None]
    audience: NotRequired[float | None]
    engagement: NotRequired[float | None]
    value: NotRequired[float | None]
    experience: NotRequired[float | None]
    credibility: NotRequired[float | None]
    recency: NotRequired[float | None]
    history: NotRequired[float | None]
    reliability: NotRequired[float | None]


class PreferencesPatch(TypedDict):
    preset: NotRequired[Literal["balanced", "niche", "value", "engagement", "audience", "trust", None]]
    """Named weights; what `weights` states comes on top."""
    weights: NotRequired[WeightsPatch | None]


class BriefPatch(TypedDict):
    title: NotRequired[str | None]
    text: NotRequired[str]
    status: NotRequired[Literal["draft", "open", "closed", None]]
    deliverables: NotRequired[list[Deliverable] | None]
    creators_wanted: NotRequired[int | None]
    deadline: NotRequired[str | None]
    """Last day to publish: creators who are not free by then are left out."""
    discoverable: NotRequired[bool | None]
    """Whether the marketplace may show it to creators."""
    standing: NotRequired[StandingPatch | None]
    """Send match.entered and match.left while the brief is open."""
    ignore_readings: NotRequired[list[str] | None]
    """Readings of the text that do not apply: their ids, a field for all of it, or * for everything."""
    add_ons: NotRequired[list[AddOn] | None]
    budget: NotRequired[BudgetPatch | None]
    promotes: NotRequired[list[TopicOrNicheCode] | None]
    constraints: NotRequired[ConstraintsPatch | None]
    preferences: NotRequired[PreferencesPatch | None]


MatchesOnce = TypedDict(
    "MatchesOnce",
    {
        "readings": "list[ShownReading]",
        "contradictions": "list[Contradiction]",
        "rates_as_of": "str",
        "rates_are_old": "bool",
        "items": "list[Match]",
        "next_cursor": "str | None",
        "matched": "int",
        "reachable": "int",
        "funnel": "list[FunnelStep]",
        "index_version": "str",
        "encoder": "str",
        "search_mode": 'Literal["exact", "ann"]',
        "sort": "str",
        "diversity": "float",
        "lambda": "float",
        "wanted_niches": "list[DetectedNiche]",
        "facets": "NotRequired[Facets]",
        "method": "NotRequired[Method]",
        "tier_scheme": "str",
        "took_ms": "float",
    },
)


class Scores(TypedDict):
    creators: list[str]


class Judgement(TypedDict):
    price: Price
    forecast: WorkForecast | None
    """Of the deliverables."""
    cost: WorkCost | None
    tier: str | None
    niches: list[CreatorNiche]
    creator: ImportLine
    score: float
    components: list[Component]
    violates: list[str]
    """Names of broken constraints."""


class Judgements(TypedDict):
    rates_as_of: str
    rates_are_old: bool
    """Older than CREATORMATCH_RATES_MAX_AGE_DAYS: set newer ones."""
    items: list[Judgement]
    not_found: list[str]
    not_indexed: list[str]
    index_version: str
    encoder: str


class Newcomer(TypedDict):
    price: Price
    forecast: WorkForecast | None
    """Of the deliverables."""
    cost: WorkCost | None
    tier: str | None
    niches: list[CreatorNiche]
    creator: ImportLine
    score: float


class Relaxation(TypedDict):
    constraint: str
    change: str
    patch: BriefPatch
    """Merge patch of the brief that makes the change."""
    adds: int
    best: list[Newcomer]


class Relaxations(TypedDict):
    rates_as_of: str
    rates_are_old: bool
    """Older than CREATORMATCH_RATES_MAX_AGE_DAYS: set newer ones."""
    items: list[Relaxation]
    matched: int
    index_version: str


class StoredFeedback(TypedDict):
    verdict: Literal["shortlisted", "rejected", "hired"]
    reason: NotRequired[
        Literal[
            "wrong_niche",
            "wrong_audience",
            "too_expensive",
            "low_quality",
            "suspicious_audience",
            "brand_safety",
            "unresponsive",
            "competitor",
            "other",
        ]
    ]
    """Of a rejection, which needs one; nothing else may have one."""
    note: NotRequired[str]
    external_id: str
    created_at: str
    updated_at: str


class FeedbackPage(TypedDict):
    items: list[StoredFeedback]
    next_cursor: str | None


class Feedback(TypedDict):
    verdict: Literal["shortlisted", "rejected", "hired"]
    reason: NotRequired[
        Literal[
            "wrong_niche",
            "wrong_audience",
            "too_expensive",
            "low_quality",
            "suspicious_audience",
            "brand_safety",
            "unresponsive",
            "competitor",
            "other",
        ]
    ]
    """Of a rejection, which needs one; nothing else may have one."""
    note: NotRequired[str]


class PlanSummary(TypedDict):
    id: str
    brief_id: str
    name: str | None
    version: int
    latest_version: int
    accepted_version: int | None
    accepted_at: str | None
    created_at: str
    solved_at: str
    status: Literal["optimal", "feasible", "stopped", "infeasible"]


class PlanPage(TypedDict):
    items: list[PlanSummary]
    next_cursor: str | None


class PlanBudget(TypedDict):
    total: str
    currency: CurrencyCode


class HowMany(TypedDict):
    min: NotRequired[int]
    max: NotRequired[int]


class Who(TypedDict):
    top: NotRequired[int]
    """So many of the best matches; 500 without any of these."""
    creators: NotRequired[list[str]]
    """These instead of the best matches."""
    shortlisted: NotRequired[bool]
    """Those whom the brand shortlisted, instead."""
    must_have: NotRequired[list[str]]
    """In the plan whatever else is."""
    excluded: NotRequired[list[str]]


TierCode = Literal["sub_nano", "nano", "micro", "mid", "macro", "mega"]


class Quota(TypedDict):
    platform: NotRequired[PlatformCode]
    country: NotRequired[CountryCode]
    niche: NotRequired[NicheCode]
    tier: NotRequired[TierCode]
    language: NotRequired[LanguageCode]
    min: NotRequired[int]
    max: NotRequired[int]


class Mix(TypedDict):
    name: NotRequired[str]
    deliverables: list[Deliverable]


class Objective(TypedDict):
    engagements: NotRequired[float]
    reach: NotRequired[float]
    fit: NotRequired[float]


class Plan(TypedDict):
    name: NotRequired[str]
    budget: NotRequired[PlanBudget]
    creators: NotRequired[HowMany]
    candidates: NotRequired[Who]
    quotas: NotRequired[list[Quota]]
    max_share_pct: NotRequired[float]
    """Most of the budget that one creator may cost."""
    mixes: NotRequired[list[Mix]]
    """Ways to employ a creator, of which the plan chooses; the brief's deliverables."""
    objective: NotRequired[Objective]
    overlap_penalty: NotRequired[float]
    """Share of a typical value that each further creator of a niche and country loses."""
    estimated_prices: NotRequired[bool]
    """Whether creators of unknown price may be hired, at the high end of the estimate."""
    gap_pct: NotRequired[float]
    """How far from the proven best it may stop."""
    seconds: NotRequired[float]
    """How long the plan, and then the frontier or repairs, may take."""
    frontier: NotRequired[bool]


class SolvedRequest(TypedDict):
    name: NotRequired[str]
    budget: NotRequired[PlanBudget]
    creators: NotRequired[HowMany]
    candidates: NotRequired[Who]
    quotas: NotRequired[list[Quota]]
    max_share_pct: NotRequired[float]
    """Most of the budget that one creator may cost."""
    mixes: NotRequired[list[Mix]]
    """Ways to employ a creator, of which the plan chooses; the brief's deliverables."""
    objective: NotRequired[Objective]
    overlap_penalty: NotRequired[float]
    """Share of a typical value that each further creator of a niche and country loses."""
    estimated_prices: NotRequired[bool]
    """Whether creators of unknown price may be hired, at the high end of the estimate."""
    gap_pct: NotRequired[float]
    """How far from the proven best it may stop."""
    seconds: NotRequired[float]
    """How long the plan, and then the frontier or repairs, may take."""
    frontier: NotRequired[bool]
    locked: NotRequired[list[str]]


class Charge(TypedDict):
    amount: str
    currency: str
    basis: Literal["stated", "product", "estimated"]
    details: Price


class Alternate(TypedDict):
    external_id: str
    mix: str
    price: str
    price_change: str
    value_change: float


class PlanLine(TypedDict):
    external_id: str
    locked: bool
    mix: str
    deliverables: list[Deliverable]
    price: Charge
    forecast: WorkForecast
    cost: WorkCost
    fit: float
    rank: int | None
    """Among the brief's matches."""
    value: float
    """In the plan's unit."""
    alternates: list[Alternate]


class PlanTotals(TypedDict):
    creators: int
    price: str
    unspent: str
    value: float
    """After the cost of overlap."""
    overlap_cost: float
    forecast: WorkForecast
    cost: WorkCost
    reach_known: int
    """Lines whose reach is forecast."""
    engagements_known: int


class NextMoney(TypedDict):
    value_per_unit: float | None
    """What one more unit of the currency is worth."""


class LeftOut(TypedDict):
    external_id: str
    rank: int | None
    reason: str
    message: str
    loses: float | None
    """At least so much value is lost with it in the plan."""


class FrontierPoint(TypedDict):
    budget: str
    price: str | None
    creators: int | None
    value: float | None
    """null: nothing fits."""
    bound: float | None


class RepairChange(TypedDict):
    rule: str
    now: str
    needed: str


class PlanBudgetPatch(TypedDict):
    total: NotRequired[str]
    currency: NotRequired[CurrencyCode]


class HowManyPatch(TypedDict):
    min: NotRequired[int | None]
    max: NotRequired[int | None]


class WhoPatch(TypedDict):
    top: NotRequired[int | None]
    """So many of the best matches; 500 without any of these."""
    creators: NotRequired[list[str] | None]
    """These instead of the best matches."""
    shortlisted: NotRequired[bool | None]
    """Those whom the brand shortlisted, instead."""
    must_have: NotRequired[list[str] | None]
    """In the plan whatever else is."""
    excluded: NotRequired[list[str] | None]


class ObjectivePatch(TypedDict):
    engagements: NotRequired[float | None]
    reach: NotRequired[float | None]
    fit: NotRequired[float | None]


class PlanPatch(TypedDict):
    name: NotRequired[str | None]
    budget: NotRequired[PlanBudgetPatch | None]
    creators: NotRequired[HowManyPatch | None]
    candidates: NotRequired[WhoPatch | None]
    quotas: NotRequired[list[Quota] | None]
    max_share_pct: NotRequired[float | None]
    """Most of the budget that one creator may cost."""
    mixes: NotRequired[list[Mix] | None]
    """Ways to employ a creator, of which the plan chooses; the brief's deliverables."""
    objective: NotRequired[ObjectivePatch | None]
    overlap_penalty: NotRequired[float | None]
    """Share of a typical value that each further creator of a niche and country loses."""
    estimated_prices: NotRequired[bool | None]
    """Whether creators of unknown price may be hired, at the high end of the estimate."""
    gap_pct: NotRequired[float | None]
    """How far from the proven best it may stop."""
    seconds: NotRequired[float | None]
    """How long the plan, and then the frontier or repairs, may take."""
    frontier: NotRequired[bool | None]
    locked: NotRequired[list[str] | None]
    """Lines that stay as they are, price included."""


class Repair(TypedDict):
    message: str
    changes: list[RepairChange]
    patch: PlanPatch


class Considered(TypedDict):
    candidates: int
    options: int
    refused: dict[str, int]
    not_found: list[str]
    """Ids that were named and belong to nobody."""


class PlanTimes(TypedDict):
    candidates: float
    solve: float
    frontier: float
    in_all: float


class StoredPlan(TypedDict):
    rates_as_of: str
    rates_are_old: bool
    """Older than CREATORMATCH_RATES_MAX_AGE_DAYS: set newer ones."""
    id: str
    brief_id: str
    name: str | None
    version: int
    latest_version: int
    accepted_version: int | None
    accepted_at: str | None
    created_at: str
    solved_at: str
    status: Literal["optimal", "feasible", "stopped", "infeasible"]
    request: SolvedRequest
    currency: str
    unit: Literal["engagements", "reach", "fit", "blend"]
    lines: list[PlanLine]
    erased_lines: NotRequired[int]
    """Lines of creators who were erased since."""
    totals: PlanTotals
    bound: float | None
    """No plan is worth more: proven."""
    gap_pct: float | None
    next_money: NextMoney
    left_out: list[LeftOut]
    frontier: list[FrontierPoint]
    repairs: list[Repair]
    """When nothing fits."""
    considered: Considered
    index_version: str
    took_ms: PlanTimes


class StoredOutcome(TypedDict):
    creator: str
    kind: NotRequired[DeliverableKindCode]
    """What it was; without it no engagement rate is learned."""
    published_at: NotRequired[str]
    impressions: NotRequired[int]
    """How often it was seen."""
    reach: NotRequired[int]
    """How many saw it; never more than impressions."""
    views: NotRequired[int]
    """How often it was played, as the platform counts."""
    engagements: NotRequired[int]
    """Likes, comments, shares, saves."""
    clicks: NotRequired[int]
    """On its link."""
    conversions: NotRequired[int]
    """Sales, sign-ups, or what the brief was after."""
    spend: NotRequired[str]
    """What was paid for it, add-ons and product included."""
    currency: NotRequired[CurrencyCode]
    post_url: NotRequired[str]
    disclosure_seen: NotRequired[bool]
    """Whether it was marked as advertising."""
    on_time: NotRequired[bool]
    """Whether it came when it was agreed."""
    note: NotRequired[str]
    outcome_id: str
    created_at: str
    updated_at: str


class OutcomePage(TypedDict):
    items: list[StoredOutcome]
    next_cursor: str | None


class Outcome(TypedDict):
    creator: str
    kind: NotRequired[DeliverableKindCode]
    """What it was; without it no engagement rate is learned."""
    published_at: NotRequired[str]
    impressions: NotRequired[int]
    """How often it was seen."""
    reach: NotRequired[int]
    """How many saw it; never more than impressions."""
    views: NotRequired[int]
    """How often it was played, as the platform counts."""
    engagements: NotRequired[int]
    """Likes, comments, shares, saves."""
    clicks: NotRequired[int]
    """On its link."""
    conversions: NotRequired[int]
    """Sales, sign-ups, or what the brief was after."""
    spend: NotRequired[str]
    """What was paid for it, add-ons and product included."""
    currency: NotRequired[CurrencyCode]
    post_url: NotRequired[str]
    disclosure_seen: NotRequired[bool]
    """Whether it was marked as advertising."""
    on_time: NotRequired[bool]
    """Whether it came when it was agreed."""
    note: NotRequired[str]


class Figure(TypedDict):
    total: int | None
    """null: no outcome knows it."""
    known: int
    """How many outcomes know it."""


class Figures(TypedDict):
    impressions: Figure
    reach: Figure
    views: Figure
    engagements: Figure
    clicks: Figure
    conversions: Figure


class Spend(TypedDict):
    amount: str | None
    known: int
    """Outcomes whose spend is in the amount."""
    converted: int
    """Of these, paid in another currency."""
    unconvertible: int
    """Left out: no exchange rate."""


class CostPer(TypedDict):
    amount: str | None
    low: str | None
    """Of the 95 % interval; null where there are counts enough."""
    high: str | None
    outcomes: int


class Costs(TypedDict):
    cpm: CostPer
    """Per 1,000 impressions."""
    cpe: CostPer
    """Per engagement."""
    cpc: CostPer
    """Per click."""
    cpa: CostPer
    """Per conversion."""


class Noted(TypedDict):
    yes: int
    no: int
    unknown: int


class SoFar(TypedDict):
    expected: int
    actual: int
    of_expected_pct: float | None
    creators: int


class Expected(TypedDict):
    low: int
    expected: int
    high: int
    so_far: SoFar | None


class SpentSoFar(TypedDict):
    expected: str
    actual: str
    of_expected_pct: float | None
    creators: int


class ExpectedSpend(TypedDict):
    expected: str
    so_far: SpentSoFar | None


class Forecast(TypedDict):
    reach: Expected | None
    engagements: Expected | None
    spend: ExpectedSpend | None


class Brought(TypedDict):
    outcomes: int
    figures: Figures
    spend: Spend
    costs: Costs
    on_time: Noted
    disclosure_seen: Noted
    forecast: Forecast | None
    """null: not planned."""


class BroughtByCreator(TypedDict):
    outcomes: int
    figures: Figures
    spend: Spend
    costs: Costs
    on_time: Noted
    disclosure_seen: Noted
    forecast: Forecast | None
    """null: not planned."""
    external_id: str


class ReportMethod(TypedDict):
    costs: str
    interval: str
    spend: str
    forecast: str


class Report(TypedDict):
    brief_id: str
    currency: str | None
    rates_as_of: str
    rates_are_old: bool
    total: Brought
    creators: list[BroughtByCreator]
    """Who is hired."""
    method: ReportMethod


class Csv(TypedDict):
    delimiter: NotRequired[Literal[",", ";", "\t", "|"]]
    encoding: NotRequired[Literal["utf-8", "latin-1", "windows-1252"]]
    """utf-8 with or without a byte order mark."""


class FieldSource(TypedDict):
    column: NotRequired[str]
    columns: NotRequired[list[str]]
    """Joined by `separator`."""
    constant: NotRequired[str | float | bool | dict[str, Any] | list[Any]]
    """Not of an account or rate card of which no column says anything."""
    default: NotRequired[str | float | bool | dict[str, Any] | list[Any]]
    """Where the column says nothing."""
    transform: NotRequired[
        Literal[
            "number",
            "percent",
            "money",
            "currency",
            "country",
            "language",
            "handle",
            "list",
            "lower",
            "identifier",
            "date",
            "lookup",
        ]
        | list[
            Literal[
                "number",
                "percent",
                "money",
                "currency",
                "country",
                "language",
                "handle",
                "list",
                "lower",
                "identifier",
                "date",
                "lookup",
            ]
        ]
    ]
    """How a cell is read; several are applied in turn."""
    separator: NotRequired[str]
    """Of `list`, and between joined columns."""
    decimal: NotRequired[Literal[".", ","]]
    """The decimal sign."""
    fraction: NotRequired[bool]
    """Of `percent`: without a sign 0.034 is 3.4 %."""
    formats: NotRequired[list[str]]
    """As strptime has them."""
    table: NotRequired[dict[str, str | float | bool | dict[str, Any] | list[Any]]]
    """Of `lookup`: what cells become, whatever their case."""
    otherwise: NotRequired[str | float | bool | dict[str, Any] | list[Any]]
    """Of `lookup`: for cells that are not in the table; "" is nothing."""
    currency: NotRequired[CurrencyCode]
    """Of `money`: amounts in another one are refused."""


class Mapping(TypedDict):
    suggested: NotRequired[bool]
    """Take the suggestions for what `fields` does not name."""
    fields: NotRequired[dict[str, FieldSource]]
    """Such as accounts.0.followers or rate_card.rates.ig_reel."""


class ImportCounts(TypedDict):
    lines: int
    """Without empty ones."""
    created: int
    updated: int
    unchanged: int
    failed: int
    """See its errors."""
    erased: int
    """By `sync`."""


class ImportBytes(TypedDict):
    total: int
    done: int


class PartShape(TypedDict):
    number: int
    bytes: int
    sha256: str


class StoredImportShape(TypedDict):
    kind: NotRequired[Literal["creators"]]
    format: Literal["ndjson", "csv"]
    csv: NotRequired[Csv]
    mapping: NotRequired[Mapping]
    """Without one, columns are called as our fields are."""
    sync: NotRequired[bool]
    """Erase every creator that the import does not hold."""
    id: str
    state: Literal["uploading", "waiting", "running", "finished", "failed"]
    counts: ImportCounts
    bytes: ImportBytes
    rows_per_second: float | None
    outcome: str | None
    """What became of `sync`, or why it failed."""
    created_at: str
    started_at: str | None
    finished_at: str | None
    parts: NotRequired[list[PartShape]]
    """Not in lists."""


class ImportPage(TypedDict):
    items: list[StoredImportShape]
    next_cursor: str | None


class Import(TypedDict):
    kind: NotRequired[Literal["creators"]]
    format: Literal["ndjson", "csv"]
    csv: NotRequired[Csv]
    mapping: NotRequired[Mapping]
    """Without one, columns are called as our fields are."""
    sync: NotRequired[bool]
    """Erase every creator that the import does not hold."""


class CsvPatch(TypedDict):
    delimiter: NotRequired[Literal[",", ";", "\t", "|", None]]
    encoding: NotRequired[Literal["utf-8", "latin-1", "windows-1252", None]]
    """utf-8 with or without a byte order mark."""


class FieldSourcePatch(TypedDict):
    column: NotRequired[str | None]
    columns: NotRequired[list[str] | None]
    """Joined by `separator`."""
    constant: NotRequired[Any]
    """Not of an account or rate card of which no column says anything."""
    default: NotRequired[Any]
    """Where the column says nothing."""
    transform: NotRequired[
        Literal[
            "number",
            "percent",
            "money",
            "currency",
            "country",
            "language",
            "handle",
            "list",
            "lower",
            "identifier",
            "date",
            "lookup",
        ]
        | list[
            Literal[
                "number",
                "percent",
                "money",
                "currency",
                "country",
                "language",
                "handle",
                "list",
                "lower",
                "identifier",
                "date",
                "lookup",
            ]
        ]
        | None
    ]
    """How a cell is read; several are applied in turn."""
    separator: NotRequired[str | None]
    """Of `list`, and between joined columns."""
    decimal: NotRequired[Literal[".", ",", None]]
    """The decimal sign."""
    fraction: NotRequired[bool | None]
    """Of `percent`: without a sign 0.034 is 3.4 %."""
    formats: NotRequired[list[str] | None]
    """As strptime has them."""
    table: NotRequired[dict[str, Any] | None]
    """Of `lookup`: what cells become, whatever their case."""
    otherwise: NotRequired[Any]
    """Of `lookup`: for cells that are not in the table; "" is nothing."""
    currency: NotRequired[CurrencyCode | None]
    """Of `money`: amounts in another one are refused."""


class MappingPatch(TypedDict):
    suggested: NotRequired[bool | None]
    """Take the suggestions for what `fields` does not name."""
    fields: NotRequired[dict[str, FieldSourcePatch | None] | None]
    """Such as accounts.0.followers or rate_card.rates.ig_reel."""


class ImportPatch(TypedDict):
    kind: NotRequired[Literal["creators", None]]
    format: NotRequired[Literal["ndjson", "csv"]]
    csv: NotRequired[CsvPatch | None]
    mapping: NotRequired[MappingPatch | None]
    """Without one, columns are called as our fields are."""
    sync: NotRequired[bool | None]
    """Erase every creator that the import does not hold."""


class PreviewColumn(TypedDict):
    column: str
    fields: list[str]
    """What it becomes; none: it is not mapped."""
    samples: list[str]
    suggestions: list[str]
    """What it could become, where it is not mapped."""


class PreviewRow(TypedDict):
    line: int
    external_id: str | None
    document: dict[str, Any] | None
    """As it would be saved."""
    problems: list[Offence]


class Preview(TypedDict):
    format: str
    columns: list[PreviewColumn]
    mapping: Mapping | None
    """The one that holds."""
    suggested_mapping: Mapping | None
    """By what columns are called and hold."""
    problems: list[Offence]
    """Of the mapping or header: an import with any cannot start."""
    rows: list[PreviewRow]


class StoredBrand(TypedDict):
    brand_id: str
    name: str
    created_at: str


class BrandList(TypedDict):
    items: list[StoredBrand]
    next_cursor: str | None


class Brand(TypedDict):
    name: str


class CurrentRates(TypedDict):
    as_of: str
    """The day of the rates."""
    base: CurrencyCode
    rates: dict[str, str]
    """Units of each currency for one unit of the base; USD is needed for comparisons."""
    source: Literal["api", "file", "shipped"]
    set_at: str | None
    """Null unless set by the API."""
    age_days: int
    is_old: bool
    max_age_days: int


class Rates(TypedDict):
    as_of: str
    """The day of the rates."""
    base: CurrencyCode
    rates: dict[str, str]
    """Units of each currency for one unit of the base; USD is needed for comparisons."""


class CalibrationCell(TypedDict):
    cell: str
    """Kind or platform, with or without a tier."""
    prices: int
    against: Literal["published", "followers", "one"]
    """Ratios are US cents for one deliverable to the point of the published figures in cents, to the followers, or
    to 1.
    """
    ratios: Ratios


class PriceCalibration(TypedDict):
    as_of: str | None
    prices: int
    least_prices: int
    """A cell with fewer is not used."""
    covers_pct: int
    """Of known prices of a kind and tier, that lie from low to high."""
    cells: list[CalibrationCell]


class VocabularyEntry(TypedDict):
    id: str
    name: NotRequired[str]
    parent: NotRequired[str]
    description: NotRequired[str]
    iab_id: NotRequired[str | None]
    platform: NotRequired[str | None]
    min_followers: NotRequired[int]
    below_followers: NotRequired[int | None]
    scheme: NotRequired[str]
    about: NotRequired[Literal["creator", "brief"]]
    per: NotRequired[Literal["month", "order"]]


class Vocabulary(TypedDict):
    items: list[VocabularyEntry]
    next_cursor: str | None


class NearNiche(TypedDict):
    id: str
    similarity: float
    """Cosine of what the niches are known by, less what all niches share; -1 to 1."""


class NicheOnMap(TypedDict):
    id: str
    name: str
    parent: str
    creators: int
    """Who declares it, and whose text shows it where they declare none."""
    median_followers: int | None
    """Of the creators' largest accounts, where known."""
    x: float
    """0 to 1: near niches stand near one another."""
    y: float
    """0 to 1, by the same measure as x."""
    nearest: list[NearNiche]
    """Five, the nearest first."""


class NicheMap(TypedDict):
    items: list[NicheOnMap]
    next_cursor: str | None
    indexed: int
    """Creators that matches can return."""
    without_niche: int
    """Of them, those who declare none and whose text shows none."""
    index_version: str
    encoder: str


class StoredWebhook(TypedDict):
    id: str
    url: str
    description: str | None
    kinds: list[str] | None
    """null: everything."""
    enabled: bool
    disabled_reason: str | None
    """request: by its owner; gone: it answered 410; failing: nothing arrived for days."""
    disabled_at: str | None
    failing_since: str | None
    old_secret_until: str | None
    """Until then the secret before the rotation signs too."""
    version: int
    created_at: str
    updated_at: str


class WebhookPage(TypedDict):
    items: list[StoredWebhook]
    next_cursor: str | None


EventKindCode = Literal["match.entered", "match.left", "import.finished", "plan.ready"]


class Webhook(TypedDict):
    url: str
    """https, to a public address."""
    description: NotRequired[str]
    kinds: NotRequired[list[EventKindCode]]
    """What is sent; without it everything."""
    enabled: NotRequired[bool]


class WebhookWithSecret(TypedDict):
    id: str
    url: str
    description: str | None
    kinds: list[str] | None
    """null: everything."""
    enabled: bool
    disabled_reason: str | None
    """request: by its owner; gone: it answered 410; failing: nothing arrived for days."""
    disabled_at: str | None
    failing_since: str | None
    old_secret_until: str | None
    """Until then the secret before the rotation signs too."""
    version: int
    created_at: str
    updated_at: str
    secret: NotRequired[str]
    """whsec_ and base64; shown this once, and missing where an answer is repeated."""


class WebhookPatch(TypedDict):
    url: NotRequired[str]
    """https, to a public address."""
    description: NotRequired[str | None]
    kinds: NotRequired[list[EventKindCode] | None]
    """What is sent; without it everything."""
    enabled: NotRequired[bool | None]


class SecretRotation(TypedDict):
    overlap_seconds: NotRequired[int]
    """How long the secret before signs beside the new."""


class DeliveryAttempt(TypedDict):
    at: str
    status: int | None
    """HTTP status; null: no answer came."""
    error: Literal[
        "address_refused",
        "name_not_resolved",
        "connection_failed",
        "tls_failed",
        "timeout",
        "bad_answer",
        "redirected",
        "refused",
        None,
    ]
    duration_ms: float


class Delivery(TypedDict):
    id: str
    event_id: str
    """The webhook-id: the same on every attempt."""
    kind: str
    status: Literal["pending", "delivered", "failed", "erased"]
    attempts: list[DeliveryAttempt]
    """The last 20."""
    next_at: str | None
    """Of the next attempt."""
    created_at: str


class Replay(TypedDict):
    since: str
    until: NotRequired[str]
    """Exclusive; without it until now."""
    kinds: NotRequired[list[EventKindCode]]
    """Without it what the endpoint takes."""


class Replayed(TypedDict):
    replayed: int
    """Events that are sent again."""


class DeliveryPage(TypedDict):
    items: list[Delivery]
    next_cursor: str | None


class ExportedRow(TypedDict):
    number: int
    """Internal; it means nothing outside."""
    external_id: str
    version: int
    content_rev: int
    """Counts the changes of its text."""
    text_hash: str
    seq: int | None
    """Its place in the change feed."""
    created_at: str
    updated_at: str
    name_key: str | None
    """The name as names are compared."""
    document: dict[str, Any]


class ExportedAccount(TypedDict):
    platform: str
    handle_key: str
    """The handle as handles are compared."""


class ExportedVector(TypedDict):
    encoder: str
    """Fingerprint of what made it."""
    of: dict[str, Any] | None
    """What that encoder is."""
    content_rev: int
    format: str
    vector: str


class ExportedWaiting(TypedDict):
    encoder: str
    queued_at: str
    attempts: int
    retry_at: str
    error: str | None


class ExportedFeedback(TypedDict):
    brand: str
    brief_id: str
    verdict: Literal["shortlisted", "rejected", "hired"]
    reason: Literal[
        "wrong_niche",
        "wrong_audience",
        "too_expensive",
        "low_quality",
        "suspicious_audience",
        "brand_safety",
        "unresponsive",
        "competitor",
        "other",
        None,
    ]
    note: str | None
    created_at: str
    updated_at: str


class ExportedOutcome(TypedDict):
    brand: str
    brief_id: str
    outcome_id: str
    document: dict[str, Any]
    created_at: str
    updated_at: str


class ExportedPlan(TypedDict):
    brand: str
    brief_id: str
    plan_id: str
    version: int
    accepted: bool
    lines: list[dict[str, Any]]
    alternates: list[dict[str, Any]]
    left_out: list[dict[str, Any]]


class ExportedMention(TypedDict):
    brand: str
    brief_id: NotRequired[str]
    plan_id: NotRequired[str]
    version: NotRequired[int]
    list: str
    """The list of the document, such as must_have."""


class ExportedPlace(TypedDict):
    brand: str
    brief_id: str
    rank: int


class ExportedDelivery(TypedDict):
    webhook_id: str
    status: str


class ExportedEvent(TypedDict):
    id: str
    brand: str | None
    """null: the marketplace's."""
    kind: str
    body: dict[str, Any] | None
    created_at: str
    deliveries: list[ExportedDelivery]


class ExportedImport(TypedDict):
    id: str
    state: str
    created_at: str
    failed_lines: list[dict[str, Any]]


class ExportedChange(TypedDict):
    at: str
    operation: str
    request_id: str


class CreatorExport(TypedDict):
    external_id: str
    exported_at: str
    creator: ExportedRow
    accounts: list[ExportedAccount]
    vectors: list[ExportedVector]
    waiting: list[ExportedWaiting]
    detected_niches: list[DetectedNiche]
    likely_duplicates: list[Duplicate]
    feedback: list[ExportedFeedback]
    outcomes: list[ExportedOutcome]
    plans: list[ExportedPlan]
    mentions: list[ExportedMention]
    standing_places: list[ExportedPlace]
    webhook_events: list[ExportedEvent]
    imports: list[ExportedImport]
    audit: list[ExportedChange]


class ErasedStore(TypedDict):
    store: Literal[
        "database",
        "database_files",
        "write_ahead_log",
        "index_files",
        "webhook_notices",
        "uploads",
        "caches",
        "logs",
        "backups",
    ]
    state: Literal["gone", "waiting", "never_held", "operator"]
    """operator: outside of the service, and not part of `complete`."""
    gone_at: str | None
    waits_for: str | None


class ServingProcesses(TypedDict):
    serving: int
    clean: int


class Erasure(TypedDict):
    id: str
    creators: int
    """Several where an import synchronised."""
    erased_at: str
    complete: bool
    completed_at: str | None
    stores: list[ErasedStore]
    processes: ServingProcesses


class ErasurePage(TypedDict):
    items: list[Erasure]
    next_cursor: str | None


class Access(TypedDict):
    key_id: str
    role: Literal["marketplace", "brand"]
    brand_id: str | None
    """A brand's key: its brand."""
    scopes: list[
        Literal[
            "creators:read",
            "creators:write",
            "briefs:read",
            "briefs:write",
            "matches:read",
            "plans:read",
            "plans:write",
            "webhooks:read",
            "webhooks:write",
            "admin",
        ]
    ]
    publishable: bool


class StoredKey(TypedDict):
    id: str
    role: Literal["marketplace", "brand"]
    brand_id: str | None
    label: str
    publishable: bool
    scopes: list[
        Literal[
            "creators:read",
            "creators:write",
            "briefs:read",
            "briefs:write",
            "matches:read",
            "plans:read",
            "plans:write",
            "webhooks:read",
            "webhooks:write",
            "admin",
        ]
    ]
    origins: list[str]
    requests_per_minute: int | None
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    """To the minute."""
    rotating_until: str | None
    """Until then the secret before is good too."""
    revoked_at: str | None
    state: Literal["active", "expired", "revoked"]
    version: int


class KeyPage(TypedDict):
    items: list[StoredKey]
    next_cursor: str | None


ScopeCode = Literal[
    "creators:read",
    "creators:write",
    "briefs:read",
    "briefs:write",
    "matches:read",
    "plans:read",
    "plans:write",
    "webhooks:read",
    "webhooks:write",
    "admin",
]

RoleCode = Literal["marketplace", "brand"]


class Key(TypedDict):
    label: NotRequired[str]
    """A note to tell keys apart."""
    scopes: NotRequired[list[ScopeCode]]
    origins: NotRequired[list[str]]
    """Of the pages that use a publishable key."""
    requests_per_minute: NotRequired[int]
    """0: no limit; without one, the setting's."""
    expires_at: NotRequired[str]
    role: NotRequired[RoleCode]
    """For a brand's own admin key always brand."""
    brand_id: NotRequired[str]
    """Whose key it is; a brand's own admin key need not say."""
    publishable: NotRequired[bool]
    """May stand in a web page: it reads, and from its origins only."""


class NewKey(TypedDict):
    id: str
    role: Literal["marketplace", "brand"]
    brand_id: str | None
    label: str
    publishable: bool
    scopes: list[
        Literal[
            "creators:read",
            "creators:write",
            "briefs:read",
            "briefs:write",
            "matches:read",
            "plans:read",
            "plans:write",
            "webhooks:read",
            "webhooks:write",
            "admin",
        ]
    ]
    origins: list[str]
    requests_per_minute: int | None
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    """To the minute."""
    rotating_until: str | None
    """Until then the secret before is good too."""
    revoked_at: str | None
    state: Literal["active", "expired", "revoked"]
    version: int
    key: str | None
    """Shown once: null where an Idempotency-Key repeats the request."""


class KeyPatch(TypedDict):
    label: NotRequired[str | None]
    """A note to tell keys apart."""
    scopes: NotRequired[list[ScopeCode]]
    origins: NotRequired[list[str] | None]
    """Of the pages that use a publishable key."""
    requests_per_minute: NotRequired[int | None]
    """0: no limit; without one, the setting's."""
    expires_at: NotRequired[str | None]


class KeyRotation(TypedDict):
    overlap_seconds: NotRequired[int]
    """For so long the secret before stays good beside the new one."""


class AuditEntry(TypedDict):
    id: int
    at: str
    key_id: str
    brand_id: str | None
    operation: str
    """Its operationId in this document."""
    ids: dict[str, str]
    """What it concerned, by the names of the path."""
    external_id: str | None
    """Of a creator; null too once that one is erased."""
    request_id: str


class AuditPage(TypedDict):
    items: list[AuditEntry]
    next_cursor: str | None


class ErrorPage(TypedDict):
    code: Literal[
        "malformed_json",
        "bad_request",
        "unauthenticated",
        "key_expired",
        "forbidden",
        "insufficient_scope",
        "origin_not_allowed",
        "not_found",
        "no_such_route",
        "method_not_allowed",
        "timeout",
        "conflict",
        "idempotency_in_flight",
        "brief_closed",
        "not_hired",
        "has_outcomes",
        "too_many_imports",
        "import_started",
        "plan_changed",
        "plan_is_empty",
        "too_many_webhooks",
        "webhook_disabled",
        "event_erased",
        "cursor_expired",
        "answer_erased",
        "precondition_failed",
        "too_large",
        "unsupported_media_type",
        "invalid_input",
        "parts_missing",
        "idempotency_key_reused",
        "precondition_required",
        "rate_limited",
        "internal_error",
        "unavailable",
        "database_unavailable",
        "index_not_ready",
        "process_broken",
        "draining",
        "schema_not_current",
        "feed_behind",
        "encoder_busy",
        "not_indexed",
        "out_of_time",
        "http_error",
        "invalid_configuration",
    ]
    status: int | None
    """null: it has several, or none."""
    title: str
    meaning: str
    cause: str
    """What usually leads to it."""
    action: str
    """What to do then."""
    example: Problem | None


class OffenceCode(TypedDict):
    code: Literal[
        "unknown_key",
        "required",
        "wrong_type",
        "unknown_value",
        "out_of_range",
        "too_short",
        "too_long",
        "bad_format",
        "bad_character",
        "duplicate",
        "invalid",
        "not_found",
        "not_hired",
        "not_indexed",
        "breaks_the_brief",
        "not_offered",
        "price_unknown",
        "add_on_price_unknown",
        "price_too_large",
        "no_exchange_rate",
        "no_forecast",
        "malformed_json",
        "too_large",
        "truncated",
        "bad_csv",
        "unknown_column",
        "erased",
    ]
    meaning: str


class ErrorList(TypedDict):
    items: list[ErrorPage]
    """`code` of whole answers."""
    offences: list[OffenceCode]
    """`code` inside `errors` and import lines."""
    next_cursor: str | None


class State(TypedDict):
    status: str
    checks: dict[str, Any]
    """How each thing stands: `ok`, and what is known."""


class GenerationState(TypedDict):
    name: str
    seq: int
    """The change up to which it was built."""
    rows: int
    bytes: int
    built_at: str
    age_seconds: float


class EncoderState(TypedDict):
    name: str
    fingerprint: str
    state: Literal["active", "incoming", "retiring"]
    stale: int
    """Creators that wait for a vector by it."""


class Queues(TypedDict):
    edits: int
    """Edited creators that wait for a vector."""
    imported: int
    """Creators of imports, or of another encoder, that wait for a vector."""
    imports_waiting: int
    """Imports that wait for a worker."""
    imports_running: int
    webhook_deliveries: int
    """Deliveries that wait for their first or next attempt."""
    oldest_webhook_delivery_seconds: float


class DiskState(TypedDict):
    data_bytes: int
    """Everything in the data folder."""
    free_bytes: int


class DatabaseState(TypedDict):
    kind: Literal["sqlite", "postgresql"]
    bytes: int


class RedisState(TypedDict):
    configured: bool
    reachable: bool | None
    """null: none is configured."""


class Status(TypedDict):
    version: str
    started_at: str
    """Of the process that answers."""
    uptime_seconds: float
    creators: int
    indexed: int
    """Creators that matches can return."""
    stale: int
    """Creators that wait for a vector."""
    failed: int
    """Creators whose text could not be embedded."""
    oldest_stale_seconds: float
    embedded_per_second: float | None
    """Vectors made in the last five minutes by all processes; null while Redis is away."""
    feed_seq: int
    """The last change that was committed."""
    visible_seq: int
    """The last change that matches show."""
    feed_lag: int
    """Changes committed but not yet visible here."""
    feed_lag_seconds: float
    """Age of the first of them."""
    index_version: str | None
    generation: GenerationState | None
    delta_rows: int
    """Rows in memory beside the generation."""
    encoder: str | None
    """The one that serves."""
    encoders: list[EncoderState]
    queues: Queues
    disk: DiskState
    database: DatabaseState
    redis: RedisState
