"""Where the tests find things; importable from every test folder."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
#: Five invented documents about water supply, in both scripts.
WATER = ROOT / "tests" / "data" / "water"
#: Invented documents in other domains, with every mention marked by hand.
NAMES = ROOT / "tests" / "data" / "names"
#: Invented policy documents about transport, education and the environment, with what they say.
DOMAINS = ROOT / "tests" / "data" / "domains"
#: Four invented documents about care of the elderly and ports, with questions and what they say.
HARBOUR = ROOT / "tests" / "data" / "harbour"
#: Four invented documents about batteries, skills, low-altitude flight and food waste, with questions and what they say.
RECYCLING = ROOT / "tests" / "data" / "recycling"
#: Four invented documents about housing, hydrogen, a campus and irrigation, on which no rule is tried.
HYDROGEN = ROOT / "tests" / "data" / "hydrogen"
#: Four invented documents about schools, cyber security, tourism and water works, with what they say.
SCHOOLS = ROOT / "tests" / "data" / "schools"
#: Four invented documents about forests, food, a museum and insurance, whose misses were not looked at.
FORESTS = ROOT / "tests" / "data" / "forests"
#: Four invented documents about old districts, a county's plan, railways and a waterfront, with questions.
HERITAGE = ROOT / "tests" / "data" / "heritage"
#: Four invented documents about fisheries, training, artificial intelligence and an epidemic, on which no rule is tried.
FISHERIES = ROOT / "tests" / "data" / "fisheries"
#: Three invented documents about ferries: proposals, a plan, and what came of them.
FERRY = ROOT / "tests" / "data" / "ferry"
