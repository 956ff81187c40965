"""The niches that creators post about, in our own words; the encoder turns the descriptions into vectors.

A changed description is a new `TAXONOMY_HASH`, hence a new index generation, but no re-embedding of creators.
"""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Niche:
    """A leaf of the taxonomy; `iab_id` is the nearest node of the IAB Content Taxonomy 3.1, if known."""

    id: str
    parent: str
    name: str
    description: str
    aliases: tuple[str, ...]
    iab_id: str | None


NICHES: tuple[Niche, ...] = (
    Niche(
        "food_cooking",
        "food",
        "Cooking and recipes",
        "Cooking and recipes: easy weeknight dinners, meal prep, home cooks and chefs in the kitchen, "
        "comfort food, restaurants and street food.",
        ("food", "cooking", "recipes", "foodie", "chef"),
        "216",
    ),
    Niche(
        "food_baking",
        "food",
        "Baking and desserts",
        "Baking at home: sourdough bread, cakes, cookies, pastry, chocolate, frosting and desserts.",
        ("baking", "desserts", "cakes", "bread", "patisserie"),
        "217",
    ),
    Niche(
        "food_vegan",
        "food",
        "Vegan and plant-based",
        "Vegan and vegetarian eating: plant-based recipes, dairy-free and meat-free meals, tofu, whole foods.",
        ("vegan", "vegetarian", "plant-based", "meat-free"),
        "212",
    ),
    Niche(
        "food_drinks",
        "food",
        "Drinks",
        "Drinks: specialty coffee and baristas, tea, wine tasting, craft beer, whisky, cocktails and bars.",
        ("drinks", "coffee", "tea", "wine", "beer", "cocktails"),
        None,
    ),
    Niche(
        "fitness_training",
        "fitness",
        "Fitness and training",
        "Fitness and working out: gym training, strength and weight lifting, home workouts, personal "
        "trainers, muscle, fat loss and sports nutrition.",
        ("fitness", "gym", "workout", "bodybuilding", "crossfit"),
        "225",
    ),
    Niche(
        "fitness_yoga",
        "fitness",
        "Yoga and pilates",
        "Yoga and pilates: vinyasa flows, stretching, mobility, breathwork, yoga teachers on the mat.",
        ("yoga", "pilates", "stretching", "breathwork"),
        None,
    ),
    Niche(
        "fitness_running",
        "fitness",
        "Running and endurance",
        "Running: marathon training, trail and ultra runners, triathlon, running shoes and race day.",
        ("running", "marathon", "trail running", "triathlon"),
        None,
    ),
    Niche(
        "sports_cycling",
        "sports",
        "Cycling",
        "Cycling: road bikes, mountain biking, gravel rides, bikepacking, e-bikes and commuting by bicycle.",
        ("cycling", "bike", "mountain biking", "bikepacking"),
        None,
    ),
    Niche(
        "health_medicine",
        "health",
        "Health and medicine",
        "Health and medicine: doctors, nurses and patients, nutrition and diet, hormones, gut health, "
        "diseases, hospital and first aid.",
        ("health", "medicine", "nutrition", "wellness", "doctor"),
        "223",
    ),
    Niche(
        "health_mental",
        "health",
        "Mental wellbeing",
        "Mental health and wellbeing: anxiety, stress, depression, therapy, mindfulness, guided meditation, "
        "self-care and calm sleep.",
        ("mental health", "wellbeing", "mindfulness", "meditation", "self-care"),
        None,
    ),
    Niche(
        "beauty_makeup",
        "beauty",
        "Makeup",
        "Makeup and beauty: cosmetics, lipstick, foundation, eyeshadow tutorials, nails, beauty hauls and reviews.",
        ("makeup", "beauty", "cosmetics", "nails"),
        "555",
    ),
    Niche(
        "beauty_skincare",
        "beauty",
        "Skincare",
        "Skincare: skin routine, serum, moisturiser, sunscreen, acne, glowing skin, K-beauty, dermatology "
        "and anti-ageing.",
        ("skincare", "skin care", "k-beauty", "dermatology"),
        "559",
    ),
    Niche(
        "beauty_hair",
        "beauty",
        "Hair and grooming",
        "Hair: hairstyles, curls, colour, hair care and salons, barbers, beards and men's grooming, perfume.",
        ("hair", "hairstyles", "curly hair", "grooming", "barber"),
        "554",
    ),
    Niche(
        "fashion_style",
        "fashion",
        "Fashion and style",
        "Fashion and style: outfit ideas, clothes, dresses, wardrobe, streetwear, sneakers, jewellery, "
        "bags, designers and trends.",
        ("fashion", "style", "outfits", "streetwear", "ootd"),
        "552",
    ),
    Niche(
        "fashion_sustainable",
        "fashion",
        "Sustainable fashion",
        "Sustainable fashion: thrifted and second-hand clothes, charity shops, mending, upcycled garments "
        "and ethical clothing.",
        ("slow fashion", "thrift", "vintage fashion", "second-hand", "ethical fashion"),
        None,
    ),
    Niche(
        "family_parenting",
        "family",
        "Parenting and family",
        "Parenting and family life: mothers, fathers and children, pregnancy, babies, toddlers, kids' "
        "stories and activities at home.",
        ("parenting", "family", "mum", "mom", "dad", "kids", "baby"),
        "192",
    ),
    Niche(
        "lifestyle_relationships",
        "lifestyle",
        "Relationships and dating",
        "Love and relationships: dating, marriage, couples, breakups, sex and intimacy, friendship, brides "
        "and wedding planning.",
        ("relationships", "dating", "love", "marriage", "wedding"),
        None,
    ),
    Niche(
        "family_pets",
        "family",
        "Pets and animals",
        "Pets and animals: dogs, cats, puppies and kittens, dog training, rescue, horses, aquariums, vets.",
        ("pets", "dogs", "cats", "animals", "puppy"),
        "422",
    ),
    Niche(
        "home_gardening",
        "home",
        "Gardening and plants",
        "Gardening: vegetables and flowers, house plants, seeds, soil, allotment, balcony garden, beekeeping.",
        ("gardening", "garden", "houseplants", "allotment"),
        None,
    ),
    Niche(
        "home_interiors",
        "home",
        "Home and interiors",
        "Home interiors: decorating, furniture, room makeovers, cosy living rooms, organising, cleaning and "
        "renovation.",
        ("interiors", "home decor", "interior design", "furniture", "cleaning"),
        "274",
    ),
    Niche(
        "home_diy",
        "home",
        "DIY and making",
        "DIY and making: woodworking, power tools, workshop projects, repairs, electronics, 3D printing, "
        "home improvement.",
        ("diy", "maker", "woodworking", "home improvement", "workshop"),
        None,
    ),
    Niche(
        "arts_architecture",
        "arts",
        "Architecture and design",
        "Architecture and design: buildings, architects, cities, urban planning, product design and modern houses.",
        ("architecture", "design", "urbanism", "buildings"),
        None,
    ),
    Niche(
        "arts_design",
        "arts",
        "Web and interface design",
        "Web and interface design: user experience, UX and UI, usability, typography, graphic design, branding, Figma.",
        ("ux", "ui", "web design", "graphic design", "typography"),
        None,
    ),
    Niche(
        "leisure_crafts",
        "leisure",
        "Crafts",
        "Handmade crafts: knitting, crochet, sewing, quilting, embroidery, pottery, paper craft and yarn.",
        ("crafts", "knitting", "crochet", "sewing", "handmade"),
        None,
    ),
    Niche(
        "leisure_tabletop",
        "leisure",
        "Board games and collecting",
        "Tabletop games and collecting: board game nights, Dungeons and Dragons, Warhammer miniatures, "
        "dice, trading cards, model building, hobbies.",
        ("hobbies", "board games", "tabletop", "rpg", "collecting", "lego"),
        None,
    ),
    Niche(
        "travel_outdoor",
        "travel",
        "Outdoor and adventure",
        "Outdoor adventure: hiking trails, camping, climbing, mountains, backpacking, kayaking, skiing, "
        "surfing, nature.",
        ("outdoor", "hiking", "camping", "climbing", "van life"),
        None,
    ),
    Niche(
        "travel_trips",
        "travel",
        "Travel",
        "Travel: trips, itineraries, city breaks, beaches, hotels, flights, backpackers and digital nomads.",
        ("travel", "wanderlust", "backpacking", "city guide", "hotels"),
        "653",
    ),
    Niche(
        "leisure_gaming",
        "leisure",
        "Video games",
        "Video games: gamers, streams and let's plays, console and PC gaming, Nintendo, PlayStation, Xbox, esports.",
        ("gaming", "video games", "esports", "streamer", "let's play"),
        "680",
    ),
    Niche(
        "tech_consumer",
        "tech",
        "Consumer technology",
        "Consumer technology: gadgets, smartphones, laptops, headphones, Apple and Android reviews, smart "
        "home, tech news.",
        ("tech", "gadgets", "smartphones", "smart home", "unboxing"),
        "596",
    ),
    Niche(
        "tech_programming",
        "tech",
        "Programming",
        "Programming and software development: code, developers, engineers, Python, JavaScript, open "
        "source, cloud, databases, DevOps.",
        ("programming", "coding", "software", "developer", "data science"),
        None,
    ),
    Niche(
        "business_finance",
        "business",
        "Personal finance",
        "Personal finance: saving money, budgets, investing, stocks, crypto, debt, mortgages, early "
        "retirement and side income.",
        ("personal finance", "money", "investing", "budgeting", "crypto", "frugal"),
        "391",
    ),
    Niche(
        "business_startups",
        "business",
        "Startups",
        "Startups: founders, venture capital, fundraising, product, growth, indie makers building a company.",
        ("startups", "founder", "venture capital", "saas", "indie hacker"),
        None,
    ),
    Niche(
        "business_careers",
        "business",
        "Business and careers",
        "Business and careers: entrepreneurs, small business owners, leadership, management, sales, jobs, "
        "interviews and office work.",
        ("business", "entrepreneurship", "leadership", "career", "productivity"),
        None,
    ),
    Niche(
        "business_marketing",
        "business",
        "Marketing",
        "Marketing: social media strategy, content creation, advertising, SEO, e-commerce, brands and audience growth.",
        ("marketing", "social media", "seo", "advertising", "e-commerce"),
        None,
    ),
    Niche(
        "motors_cars",
        "motors",
        "Cars",
        "Cars: test drives, sports cars and classics, electric vehicles, tuning, detailing, garage builds, "
        "track days and motorsport.",
        ("cars", "automotive", "electric cars", "car reviews", "formula 1"),
        None,
    ),
    Niche(
        "motors_bikes",
        "motors",
        "Motorbikes",
        "Motorbikes: motorcycle riders, road trips on two wheels, scooters, custom bikes, helmets and riding gear.",
        ("motorbikes", "motorcycles", "biker", "scooter"),
        None,
    ),
    Niche(
        "arts_photography",
        "arts",
        "Photography",
        "Photography and filmmaking: photographers, cameras, lenses, portraits, landscapes, editing, drones.",
        ("photography", "photographer", "camera", "videography"),
        None,
    ),
    Niche(
        "arts_visual",
        "arts",
        "Art",
        "Art: painting, drawing, illustration, sculpture, artists' studios, museums, galleries and creativity.",
        ("art", "artist", "painting", "drawing", "illustration"),
        None,
    ),
    Niche(
        "arts_dance",
        "arts",
        "Dance and performing arts",
        "Dance and theatre: ballet, choreography, hip-hop dancers, musicals, actors on stage, opera, circus.",
        ("dance", "dancer", "choreography", "theatre", "ballet"),
        None,
    ),
    Niche(
        "arts_music",
        "arts",
        "Music",
        "Music: songs, albums, bands, singers, DJs and producers, guitar, hip-hop, rock, electronic mixes, concerts.",
        ("music", "musician", "singer", "dj", "guitar"),
        None,
    ),
    Niche(
        "arts_books",
        "arts",
        "Books and writing",
        "Books and reading: novels, authors, book reviews and recommendations, libraries, poetry, writing "
        "and publishing.",
        ("books", "bookstagram", "booktok", "reading", "writing", "poetry"),
        None,
    ),
    Niche(
        "entertainment_fiction",
        "entertainment",
        "Audio fiction",
        "Audio fiction: scripted audio drama, radio plays, voice actors, fantasy adventures, horror and "
        "science fiction tales.",
        ("audio drama", "fiction", "storytelling", "horror stories"),
        None,
    ),
    Niche(
        "entertainment_film",
        "entertainment",
        "Film and television",
        "Film and television: movie reviews, cinema, TV series and episodes recapped, streaming, actors, "
        "directors, anime, superheroes.",
        ("film", "movies", "tv", "series", "anime", "cinema"),
        "JLBCU7",
    ),
    Niche(
        "entertainment_comedy",
        "entertainment",
        "Comedy",
        "Comedy: comedians, stand-up, funny sketches, skits, improv, jokes, memes, pranks and laughing at nonsense.",
        ("comedy", "funny", "stand-up", "sketches", "memes"),
        None,
    ),
    Niche(
        "entertainment_crime",
        "entertainment",
        "True crime",
        "True crime: murder cases, serial killers, unsolved mysteries, missing people, detectives, courts "
        "and cold cases.",
        ("true crime", "murder", "mystery", "cold case"),
        None,
    ),
    Niche(
        "knowledge_history",
        "knowledge",
        "History",
        "History: ancient Rome and Egypt, medieval kings, wars and battles, empires, archaeology, "
        "historians and the past.",
        ("history", "historian", "archaeology", "ancient history"),
        None,
    ),
    Niche(
        "knowledge_science",
        "knowledge",
        "Science",
        "Science: scientists explain research, physics, biology, chemistry, mathematics, brains, evolution, "
        "experiments.",
        ("science", "physics", "biology", "chemistry", "maths"),
        None,
    ),
    Niche(
        "knowledge_space",
        "knowledge",
        "Space and astronomy",
        "Space and astronomy: planets, stars, galaxies, telescopes, rockets, NASA missions, Mars and the night sky.",
        ("space", "astronomy", "astrophysics", "stargazing"),
        None,
    ),
    Niche(
        "knowledge_education",
        "knowledge",
        "Education and learning",
        "Education: teachers, students, schools and classrooms, university, studying, exams, lessons and "
        "lifelong learning.",
        ("education", "teacher", "studygram", "student", "school"),
        "132",
    ),
    Niche(
        "knowledge_languages",
        "knowledge",
        "Language learning",
        "Learning languages: English, Spanish, French, German or Japanese lessons, vocabulary, grammar, pronunciation.",
        ("languages", "learn english", "polyglot", "vocabulary"),
        None,
    ),
    Niche(
        "society_news",
        "society",
        "News and politics",
        "News and politics: daily headlines, journalists, government, elections, parties, law, the economy "
        "and world affairs.",
        ("news", "politics", "journalism", "current affairs"),
        None,
    ),
    Niche(
        "society_faith",
        "society",
        "Faith and spirituality",
        "Faith and spirituality: church sermons, the Bible, Jesus and God, prayer, Islam, Judaism, "
        "Buddhism, tarot, astrology.",
        ("faith", "religion", "christian", "spirituality", "bible", "astrology"),
        None,
    ),
    Niche(
        "society_sustainability",
        "society",
        "Sustainability",
        "Sustainable living: climate change, environment, zero waste, recycling, renewable energy, ecology, "
        "conservation.",
        ("sustainability", "zero waste", "climate", "eco", "environment"),
        None,
    ),
    Niche(
        "sports_fans",
        "sports",
        "Sports fans",
        "Sports fans: basketball, baseball, American football, hockey, cricket, tennis, golf, wrestling, "
        "teams, matches and players.",
        ("sports", "nba", "nfl", "baseball", "cricket", "tennis"),
        "483",
    ),
    Niche(
        "sports_football",
        "sports",
        "Football",
        "Football and soccer: Premier League, Champions League, World Cup, matchday, goals, transfers, "
        "clubs and supporters.",
        ("football", "soccer", "premier league", "bundesliga"),
        None,
    ),
    Niche(
        "lifestyle_daily",
        "lifestyle",
        "Lifestyle and daily life",
        "Lifestyle: days in my life, morning routines, personal stories, motivation, self-improvement, "
        "habits and conversations about life.",
        ("lifestyle", "vlog", "daily life", "motivation", "self-improvement"),
        None,
    ),
)

NICHE_BY_ID: dict[str, Niche] = {niche.id: niche for niche in NICHES}

TAXONOMY_HASH: str = hashlib.sha256(
    "\n".join(f"{niche.id}\t{niche.description}" for niche in NICHES).encode()
).hexdigest()[:12]
