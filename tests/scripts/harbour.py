"""A text of one sentence, and a marked copy of it with its readings."""

TEXT = "Ines Okafor of Kenya's port said costs fell 4.5% to about $4.2 million a year in May 2023, from $4.4 million."
MARKED = (
    "⟦1|Ines Okafor⟧ of ⟦2|Kenya⟧'s port said costs fell ⟦3|4.5%⟧ to about ⟦4|$4.2 million⟧ a year in ⟦5|May 2023⟧, "
    "from ⟦6|$4.4 million⟧."
)
READINGS = """
{"article": "harbour.txt"}
{"m": 1, "label": "PERSON", "entity": "Ines Okafor"}
{"m": 2, "label": "GPE", "entity": "KE"}
{"m": 3, "label": "PERCENT", "value": "4.5", "unit": "percent"}
{"m": 4, "label": "MONEY", "value": "4200000", "unit": "USD", "modifier": "about", "per": "year"}
{"m": 5, "label": "DATE", "first_day": "2023-05-01", "last_day": "2023-05-31", "granularity": "month", "date_basis": "stated"}
{"m": 6, "label": "MONEY", "value": "4400000", "unit": "USD", "per": "year"}
{"o": 1, "figure": 3, "concept": "costs", "metric": "operating costs", "kind": "change", "direction": "down", "speaker": "Ines Okafor", "base": {"value": "4400000", "unit": "USD"}, "first_day": "2023-05-01", "last_day": "2023-05-31", "places": [{"entity": "KE", "role": "in"}]}
{"o": 2, "figure": 4, "concept": "costs", "metric": "operating costs", "kind": "level", "direction": "down", "base": {"value": "4400000", "unit": "USD"}}
{"o": 3, "figure": 6, "concept": "costs", "metric": "operating costs", "kind": "level"}
{"l": "change_of", "from": 1, "to": 2}
"""  # noqa: E501
COPY = f"{MARKED}\n====={READINGS}"
