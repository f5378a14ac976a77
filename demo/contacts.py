"""300 people at the accounts, as vCards: most of version 3.0, some of 4.0, linked to their account by ORG."""

import unicodedata

import numpy as np
import pandas as pd

from demo.names import FIRST_NAMES, LAST_NAMES
from demo.randomness import stream

COUNT = 300
TITLES = ("Head of Laboratory", "Purchasing Manager", "Quality Manager", "Research Director", "Lab Technician")
CATEGORIES = ("Decision maker", "User", "Purchasing")
DIALLING = {
    "Denmark": "45", "Netherlands": "31", "Sweden": "46", "Austria": "43", "Germany": "49", "Poland": "48",
    "Switzerland": "41", "France": "33", "Italy": "39", "Spain": "34",
}  # fmt: skip
FOLD_AT = 74  # octets in a line; RFC 6350 allows 75


def contacts(accounts: pd.DataFrame) -> str:
    """The contacts.vcf file."""
    rng = stream("contacts")
    people = rng.permutation([(first, last) for first in FIRST_NAMES for last in LAST_NAMES])[:COUNT]
    chosen = rng.choice(len(accounts), COUNT, p=(accounts.weight / accounts.weight.sum()).to_numpy())
    numbered = zip(range(1, COUNT + 1), people, chosen, strict=True)
    return "".join(_card(rng, n, *person, accounts.iloc[row]) for n, person, row in numbered)


def _card(rng: np.random.Generator, number: int, first: str, last: str, account: pd.Series) -> str:
    newer = number % 5 == 0
    domain = _ascii(account.account).replace(" ", "-")
    phone = f"+{DIALLING[account.country]} 555 {rng.integers(10, 100)} {rng.integers(1000, 10000)}"
    title, category = rng.choice(TITLES), rng.choice(CATEGORIES)
    street, code = f"Laboratory Road {rng.integers(1, 120)}", f"{rng.integers(1000, 99999):05}"
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0" if newer else "VERSION:3.0",
        f"UID:urn:uuid:00000000-0000-4000-8000-{number:012}",
        f"FN:{first} {last}",
        f"N:{last};{first};;;",
        f"ORG:{account.account}",
        f"TITLE:{title}",
        f"EMAIL;TYPE=work:{_ascii(first)}.{_ascii(last)}@{domain}.example",
        f"TEL;VALUE=uri;TYPE=work:tel:{phone.replace(' ', '-')}" if newer else f"TEL;TYPE=WORK,VOICE:{phone}",
        f"ADR;TYPE=work:;;{street};{account.city};;{code};{account.country}",
        f"CATEGORIES:{category}",
    ]
    if rng.random() < 0.3:
        day = np.datetime64("1960-01-01") + rng.integers(0, 14_000)
        lines.append(f"BDAY:{str(day).replace('-', '') if newer else day}")
    if rng.random() < 0.2:
        lines.append("NOTE:Prefers to be called in the morning\\, asks for application notes.")
    return "".join(_fold(line) + "\r\n" for line in [*lines, "END:VCARD"])


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l").replace("Ł", "L"))
    return plain.encode("ascii", "ignore").decode().lower()


def _fold(line: str) -> str:
    """Long lines go on after a line break and a blank, never inside a character."""
    parts, current = [], ""
    for character in line:
        if len((current + character).encode()) > FOLD_AT:
            parts.append(current)
            current = " "
        current += character
    return "\r\n".join([*parts, current])
