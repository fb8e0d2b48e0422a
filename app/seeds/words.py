"""What the demo is made of. Every name, title and sentence here is invented; addresses end in example.org."""

GIVEN_FR = (
    "Zoé", "Camille", "Inès", "Léa", "Manon", "Chloé", "Sarah", "Anaïs", "Margaux", "Éloïse", "Noémie", "Jeanne",
    "Clémence", "Solène", "Maëlle", "Agathe", "Salomé", "Hugo", "Théo", "Nathan", "Basile", "Rémi", "Étienne",
    "Gaspard", "Loïc", "Baptiste", "Yann", "Célestin", "Aurélien", "Malo", "Raphaël", "Côme", "Édouard", "Ilan",
    "Fatou", "Yasmine", "Leïla", "Nour", "Mehdi", "Karim", "Awa", "Thanh", "Lucie", "Odile", "Bénédicte", "Maud",
    "Perrine", "Quentin",
)  # fmt: skip
FAMILY_FR = (
    "Lambert", "Arnoux", "Delcourt", "Ferrand", "Guérin", "Marchais", "Poitevin", "Rivoire", "Sauvage", "Tessier",
    "Vasseur", "Aubry", "Bellanger", "Chauvet", "Dorval", "Escoffier", "Fontanel", "Garnault", "Hérault", "Jourdan",
    "Kervella", "Lemaître", "Moncey", "Noirot", "Ollivier", "Pruvost", "Quillien", "Rochefort", "Sénéchal",
    "Thibaud", "Urbain", "Valmont", "Weil", "Diallo", "Benhaddou", "Traoré", "Nguyen", "Mansour", "Castaing",
    "Loiseau", "Perrault",
)  # fmt: skip
GIVEN_EN = (
    "Ivy", "Oscar", "Nora", "Edith", "Ben", "Martha", "Rory", "Imogen", "Callum", "Freya", "Jonah", "Priya",
    "Aisha", "Tessa", "Wilf", "Maeve", "Hattie", "Owen", "Sian", "Leo", "Dara", "Morag", "Ewan", "Bridie", "Kit",
    "Asha", "Ravi", "Joan", "Silas", "Beth",
)  # fmt: skip
FAMILY_EN = (
    "Hartley", "Whitcombe", "Ashdown", "Fenwick", "Mallory", "Pryce", "Tolland", "Barlow", "Quinn", "Sefton",
    "Okafor", "Rahman", "Lindqvist", "Carrow", "Denholm", "Eastwick", "Garrick", "Holloway", "Ives", "Jarrett",
    "Keane", "Lomax", "Marlowe", "Nairn", "Orrell", "Penrose",
)  # fmt: skip
CITIES_FR = (
    ("FR", "Lyon", "Europe/Paris"),
    ("FR", "Nantes", "Europe/Paris"),
    ("FR", "Lille", "Europe/Paris"),
    ("FR", "Bordeaux", "Europe/Paris"),
    ("FR", "Rennes", "Europe/Paris"),
    ("FR", "Marseille", "Europe/Paris"),
    ("FR", "Strasbourg", "Europe/Paris"),
    ("FR", "Annecy", "Europe/Paris"),
    ("BE", "Liège", "Europe/Brussels"),
    ("CH", "Genève", "Europe/Zurich"),
    ("CA", "Montréal", "America/Toronto"),
)
CITIES_EN = (
    ("GB", "Bristol", "Europe/London"),
    ("GB", "Leeds", "Europe/London"),
    ("GB", "Edinburgh", "Europe/London"),
    ("IE", "Galway", "Europe/Dublin"),
    ("US", "Portland", "America/Los_Angeles"),
    ("GB", "Cardiff", "Europe/London"),
)

THEMES = {
    "food": {
        "fr": ("cuisine", "recettes", "produits de saison"),
        "en": ("food", "recipes", "seasonal produce"),
        "titles_fr": ("La table de {name}", "{name} en cuisine", "Le bouillon de {name}", "Un four chez {name}"),
        "titles_en": ("{name}'s Larder", "The Slow Oven", "Salt and {name}", "Supper at {name}'s"),
        "bio_fr": "Recettes simples et produits du marché, une histoire derrière chaque plat.",
        "bio_en": "Simple recipes and market produce, with a story behind every dish.",
    },
    "outdoor": {
        "fr": ("randonnée", "bivouac", "voyage lent"),
        "en": ("hiking", "wild camping", "slow travel"),
        "titles_fr": ("Les sentiers de {name}", "{name} à pied", "Carnet de cairns", "Trois jours dehors"),
        "titles_en": ("{name} on Foot", "Cairns and Kettles", "The Long Way Up", "Boots by the Door"),
        "bio_fr": "Itinéraires à pied, bivouacs et matériel éprouvé sur le terrain.",
        "bio_en": "Walking routes, wild camps and kit tested where it matters.",
    },
    "home": {
        "fr": ("maison", "artisanat", "céramique"),
        "en": ("home", "craft", "ceramics"),
        "titles_fr": ("L'atelier de {name}", "Chez {name}", "Argile et lin", "Une pièce à soi"),
        "titles_en": ("{name} at Home", "Clay and Linen", "The Mending Room", "A Shelf of One's Own"),
        "bio_fr": "Objets faits main, matières et intérieurs où l'on vit vraiment.",
        "bio_en": "Handmade things, materials and rooms that are really lived in.",
    },
    "family": {
        "fr": ("famille", "parentalité", "sorties"),
        "en": ("family", "parenting", "days out"),
        "titles_fr": ("{name} et la tribu", "Cinq à table", "Goûters et bottes de pluie"),
        "titles_en": ("{name} and Company", "Five Round the Table", "Puddles and Toast"),
        "bio_fr": "La vie de famille sans vernis : repas, sorties, petites victoires.",
        "bio_en": "Family life without the gloss: meals, days out, small victories.",
    },
    "garden": {
        "fr": ("jardin", "potager", "fleurs"),
        "en": ("garden", "vegetables", "flowers"),
        "titles_fr": ("Le potager de {name}", "Semis et saisons", "Un carré de terre"),
        "titles_en": ("{name}'s Plot", "Seed and Season", "The Back Allotment"),
        "bio_fr": "Un jardin, mois par mois, avec ce qui pousse et ce qui rate.",
        "bio_en": "A garden month by month, with what grows and what fails.",
    },
}

TAGS = ("newsletter", "podcast", "local", "long form", "photographer", "met in person", "agency", "press trip")
NEEDS = {
    "fr": (
        "Cherche des photos libres pour son dossier d'hiver",
        "Voudrait visiter l'atelier avant d'en parler",
        "Aimerait être prévenue un mois avant les sorties",
        "Cherche un témoignage d'artisan pour son podcast",
    ),
    "en": (
        "Looking for rights-free pictures for the winter series",
        "Would like to see the workshop before writing",
        "Wants a month's notice of launches",
        "Needs a maker to interview for the podcast",
    ),
}
NOTES = {
    "fr": (
        "Préfère un message court. **Jamais** le lundi.",
        "Rencontrée au salon de printemps ; très attentive à la provenance.",
        "Refuse les textes imposés, accepte volontiers une visite.",
    ),
    "en": (
        "Prefers a short message. **Never** on Mondays.",
        "Met at the spring fair; cares about where things come from.",
        "Will not take a script; will gladly take a visit.",
    ),
}

FIRST = {
    "fr": (
        "Présentation de la maison, sans demande",
        "Merci pour son article, lu avec plaisir",
        "Invitation à passer à l'atelier",
    ),
    "en": (
        "Introduced ourselves, asking nothing",
        "Thanked them for a piece we enjoyed",
        "Invited them to the workshop",
    ),
}
ANSWER = {
    "fr": ("Répond avec intérêt, veut en savoir plus", "Remercie, rappellera après les vacances", "Oui pour en parler"),
    "en": ("Replied with interest, wants to know more", "Thanks us, will be back after the holidays", "Happy to talk"),
}
ASK = {
    "fr": (
        "Proposition d'un article pour la campagne",
        "Demande d'un avis sur la collection",
        "Proposition avec un tarif",
    ),
    "en": ("Proposed a piece for the campaign", "Asked for a word on the range", "Sent a proposal with a fee"),
}
GIVE = {
    "fr": ("Partage de son dernier article", "Envoi d'un bol, sans rien demander", "Mise en relation avec une potière"),
    "en": ("Shared their latest piece", "Sent a bowl, no strings", "Introduced them to a potter"),
}
CALL = {
    "fr": ("Appel : d'accord sur le principe, attend les dates", "Appel de vingt minutes, très bon échange"),
    "en": ("Call: agreed in principle, waits for dates", "Twenty-minute call, went well"),
}
PRACTICAL = {
    "fr": ("Envoi du brief et des dates", "Colis parti, numéro de suivi transmis", "Facture reçue"),
    "en": ("Sent the brief and the dates", "Parcel sent, tracking shared", "Invoice received"),
}
REPLY = {
    "fr": ("Merci pour ce retour, voici les détails", "Bien noté, on vous envoie tout cela", "Réponse à ses questions"),
    "en": ("Thanks, here are the details", "Noted, we will send it all", "Answered the questions"),
}
CHASER = {
    "fr": ("Petit mot : une nouvelle date est possible", "Deux photos de plus pour l'idée de printemps"),
    "en": ("A short word: another date is possible", "Two more pictures for the spring idea"),
}
NOTE = {
    "fr": ("Parle beaucoup de son déménagement en ce moment", "Vu sa conférence, à citer"),
    "en": ("Writing a lot about moving house just now", "Saw their talk, worth quoting"),
}
AGREED = {
    "fr": ("un article et trois photos, mi-mars", "une visite en avril", "un épisode de podcast"),
    "en": ("one piece and three pictures, mid-March", "a visit in April", "one podcast episode"),
}
STEPS = {
    "fr": (
        "Envoyer les dates",
        "Rappeler après ses vacances",
        "Lire son article et remercier",
        "Relire les conditions",
    ),
    "en": ("Send the dates", "Ring after the holidays", "Read the new piece and say thanks", "Go over the terms"),
}
REASONS = {
    "declined": ("Calendrier plein jusqu'à l'été", "Not the right fit for their readers", "Budget trop court"),
    "paused": ("Congé jusqu'au printemps", "Moving house, asked to wait"),
    "no_answer": ("Sans nouvelles après deux relances", "Two messages, no answer"),
    "agreed": ("Aime la collection", "Likes the brief"),
}
CAMPAIGNS = (
    {
        "name": "Tables du dimanche",
        "brand": "Maison Olier",
        "status": "completed",
        "starts": -250,
        "ends": -120,
        "budget_minor": 1_200_000,
        "brief": "Raconter un repas du dimanche **chez soi**, avec ce que l'on a.\n\n"
        "- un article ou un épisode\n- trois photos\n- aucune phrase imposée",
        "goals": "Vingt récits, dont cinq en anglais",
        "themes": ["cuisine", "maison"],
        "languages": ["fr", "en"],
        "regions": ["France", "Belgique"],
    },
    {
        "name": "Slow suppers",
        "brand": "Maison Olier",
        "status": "active",
        "starts": -40,
        "ends": 70,
        "budget_minor": 2_500_000,
        "brief": "Long meals with few dishes. **Their** table, their words.\n\n"
        "1. a visit or a parcel\n2. one piece, one picture\n3. dates agreed together",
        "goals": "Thirty people, half of them new to us",
        "themes": ["food", "garden", "home"],
        "languages": ["fr", "en"],
        "regions": ["France", "United Kingdom", "Ireland"],
    },
    {
        "name": "Deux jours dehors",
        "brand": "Grand Air",
        "status": "active",
        "starts": -75,
        "ends": 20,
        "budget_minor": 1_800_000,
        "brief": "Deux jours de marche et une nuit dehors, avec la veste **Brume**.",
        "goals": "Quinze carnets de route",
        "themes": ["randonnée", "hiking"],
        "languages": ["fr", "en"],
        "regions": ["France", "Suisse", "United Kingdom"],
    },
)
PROMISES = {
    "fr": ("Les photos de l'atelier", "La liste des producteurs", "L'adresse de la céramiste"),
    "en": ("The photos of the workshop", "The list of growers", "The address of the potter"),
}
PRODUCTS = {"fr": "Le coffret de printemps", "en": "The spring box"}
PIECES = {
    "fr": (
        ("Trois pains d'hiver", ("cuisine", "pain")),
        ("Un dimanche au potager", ("jardin",)),
        ("Ranger moins, vivre mieux", ("maison",)),
    ),
    "en": (
        ("Three winter loaves", ("food", "bread")),
        ("A Sunday in the garden", ("garden",)),
        ("Keep less, live more", ("home",)),
    ),
}
EVENTS = {"fr": "Marché de créateurs (demo)", "en": "Makers' market (demo)"}
DATES = {"fr": "Anniversaire du blog", "en": "The blog's birthday"}
OFFERS = (
    (
        "Photos libres de droits / Rights-free pictures",
        "Deux cents photos de l'atelier et des matières, à reprendre librement.",
        ("photos", "pictures"),
    ),
    (
        "Visite de l'atelier / A day in the workshop",
        "Une journée avec l'équipe, déjeuner compris.",
        ("visiter atelier", "workshop"),
    ),
    (
        "Entretien avec un artisan / A maker to interview",
        "Quatre personnes de l'atelier parlent volontiers de leur métier.",
        ("artisan", "maker interview", "podcast"),
    ),
)
