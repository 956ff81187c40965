"""creatormatch: brand briefs in, ranked, priced and explained creators out."""
