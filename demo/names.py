"""Words that invented accounts and people are named from. None of them is meant to be anybody."""

STARTS = (
    "Brom", "Corv", "Drimm", "Elvass", "Fjell", "Gronn", "Hask", "Ilvern", "Jorv", "Kelm", "Lothr", "Morv",
    "Nyrv", "Ostr", "Pelv", "Quell", "Rasm", "Sorv", "Tross", "Ulven", "Velsk", "Wenn", "Yrsk", "Zelm",
)  # fmt: skip
ENDS = (
    "ambra", "etto", "ivane", "orth", "udel", "aska", "enfelt", "imor", "olinde", "ystra", "agrund", "erleth",
    "issey", "oquet", "uvane", "andorf", "elmuth", "ingsby", "onvar", "ulade",
)  # fmt: skip
SUFFIXES = {
    "Biotech": ("Biotech", "Biologics", "Genomics"),
    "Chemicals": ("Chemie", "Polymers", "Coatings"),
    "Contract research": ("Research Services", "Analytik", "Labs"),
    "Cosmetics": ("Cosmetics", "Beauté", "Skin Care"),
    "Environment": ("Water Analysis", "Umwelt", "Environmental"),
    "Food": ("Foods", "Dairy", "Ingredients"),
    "Hospitals": ("Clinic", "Hospital", "Medical Centre"),
    "Pharma": ("Pharma", "Therapeutics", "Generics"),
    "Universities": ("University", "Institute", "Polytechnic"),
}
CITIES = {
    "North": {
        "Denmark": ("Aarhus", "Odense", "Copenhagen"),
        "Netherlands": ("Leiden", "Utrecht", "Groningen", "Eindhoven"),
        "Sweden": ("Uppsala", "Lund", "Gothenburg"),
    },
    "Centre": {
        "Austria": ("Vienna", "Graz", "Linz"),
        "Germany": ("Leipzig", "Mainz", "Heidelberg", "Bremen", "Jena"),
        "Poland": ("Poznań", "Wrocław", "Łódź"),
        "Switzerland": ("Basel", "Zug", "Geneva"),
    },
    "South": {
        "France": ("Lyon", "Lille", "Grenoble", "Strasbourg"),
        "Italy": ("Bologna", "Padua", "Turin"),
        "Spain": ("Valencia", "Bilbao", "Zaragoza"),
    },
}
FIRST_NAMES = (
    "Agathe", "Bastien", "Clara", "Dorian", "Elin", "Florian", "Giulia", "Henrik", "Ivana", "Jakub", "Karin",
    "Laurent", "Mónica", "Nadja", "Oskar", "Paula", "Quirin", "Renata", "Søren", "Thérèse", "Ursula", "Viktor",
    "Wanda", "Youssef", "Zuzanna",
)  # fmt: skip
LAST_NAMES = (
    "Abenroth", "Bellarive", "Castrejón", "Dalgaardt", "Ekstrand", "Fontvieille", "Grünfelder", "Hollmark",
    "Imhausen", "Jaskulka", "Kvistberg", "Lagerlund", "Montreval", "Nørrelund", "Oberwald", "Pasquarelli",
    "Quistorp", "Rosenkvist", "Schaffenau", "Tillmanns", "Uhlenfeld", "Vasquerra", "Wielgorski", "Zandvliet",
)  # fmt: skip
