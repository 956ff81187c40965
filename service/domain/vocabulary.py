"""The closed lists that creators and briefs choose from, and the tier table."""

PLATFORMS = ("instagram", "tiktok", "youtube", "twitch", "x", "facebook", "pinterest", "linkedin", "snapchat",
             "podcast", "blog")  # fmt: skip
PLATFORM_NAMES = {platform: platform.capitalize() for platform in PLATFORMS} | {
    "tiktok": "TikTok", "youtube": "YouTube", "linkedin": "LinkedIn"}  # fmt: skip

# Deliverable kind -> (platform it is published on, or None for content that is delivered, not posted; name).
DELIVERABLE_KINDS: dict[str, tuple[str | None, str]] = {
    "ig_post": ("instagram", "Instagram post"),
    "ig_carousel": ("instagram", "Instagram carousel"),
    "ig_reel": ("instagram", "Instagram reel"),
    "ig_story": ("instagram", "Instagram story frame"),
    "ig_live": ("instagram", "Instagram live"),
    "tt_video": ("tiktok", "TikTok video"),
    "tt_live": ("tiktok", "TikTok live"),
    "yt_dedicated": ("youtube", "YouTube dedicated video"),
    "yt_integration": ("youtube", "YouTube integration"),
    "yt_short": ("youtube", "YouTube short"),
    "twitch_stream": ("twitch", "Twitch stream"),
    "x_post": ("x", "X post"),
    "fb_post": ("facebook", "Facebook post"),
    "pin_post": ("pinterest", "Pinterest pin"),
    "li_post": ("linkedin", "LinkedIn post"),
    "snap_story": ("snapchat", "Snapchat story"),
    "podcast_read": ("podcast", "Podcast host read"),
    "blog_post": ("blog", "Blog post"),
    "ugc_asset": (None, "Content delivered, not posted"),
}

ENGAGEMENT_BASES = ("followers", "followers_likes", "views", "reels_interaction", "reach", "impressions")
AGE_BANDS = ("13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
GENDERS = ("female", "male", "other")
AUDIENCE_GROUPS = ("countries", "ages", "genders", "languages")

# What a creator may refuse to promote, beside every niche id.
TOPICS: dict[str, str] = {
    "adult": "Adult content and products",
    "alcohol": "Alcohol",
    "animal_testing": "Products tested on animals",
    "cannabis": "Cannabis and CBD",
    "cosmetic_surgery": "Cosmetic surgery and injectables",
    "crypto": "Crypto-assets",
    "dairy": "Dairy products",
    "dating": "Dating services",
    "diet_products": "Diet and weight-loss products",
    "energy_drinks": "Energy drinks",
    "fast_fashion": "Fast fashion",
    "fossil_fuels": "Oil, gas and coal",
    "fur_leather": "Fur and leather",
    "gambling": "Gambling and betting",
    "loans": "Loans and pay-later credit",
    "meat": "Meat and fish",
    "mlm": "Multi-level marketing",
    "pharmaceuticals": "Pharmaceuticals and supplements with health claims",
    "politics": "Political parties and campaigns",
    "religion": "Religious organisations",
    "tobacco": "Tobacco, vaping and nicotine",
    "trading": "Leveraged trading and investment tips",
    "weapons": "Weapons",
}

# Ordered lower bounds of half-open intervals (DOMAIN scheme A).
TIER_SCHEME = "A"
TIERS: tuple[tuple[str, int], ...] = (
    ("sub_nano", 0),
    ("nano", 1_000),
    ("micro", 10_000),
    ("mid", 100_000),
    ("macro", 500_000),
    ("mega", 1_000_000),
)

# This service is about micro-influencers: the range that holds when a brief states none.
DEFAULT_FOLLOWERS = (1_000, 100_000)


# Ids that callers choose; fullmatch.
EXTERNAL_ID = r"[A-Za-z0-9_-][A-Za-z0-9._~-]{0,127}"
BRAND_ID = r"[a-z0-9][a-z0-9_-]{0,63}"


def tier_of(followers: int) -> str:
    """Name of the tier whose interval [lower, next lower) holds this number of followers."""
    return [name for name, lower in TIERS if followers >= lower][-1]


def facet(group: str, value: str) -> str:
    """The word under which a categorical fact is filed, such as `country:DE`."""
    return f"{group}:{value}"


def city_key(city: str) -> str:
    """Cities compare without regard to case and surrounding space."""
    return " ".join(city.casefold().split())


def handle_key(handle: str) -> str:
    """Handles compare without a leading @ and without regard to case."""
    return handle.strip().lstrip("@").casefold()
