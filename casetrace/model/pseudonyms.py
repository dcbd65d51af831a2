"""Pseudonyms of patients: how they are made, and the salt that they need."""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from casetrace.model.errors import UserError

#: The environment variable that names the file of the salt.
SALT_VARIABLE = "CASETRACE_SALT_FILE"
SHORTEST_SALT = 16
#: Different bytes that a salt of random ones has; a word of few letters has fewer.
FEWEST_DIFFERENT = 8
PSEUDONYM_LETTERS = 10


def pseudonym(text: str, salt: bytes) -> str:
    """The pseudonym of an identifier: "P" and ten letters and digits, the same for the same text and salt.

    The first 50 bits of the HMAC-SHA256 (RFC 2104) of the trimmed text in base 32 (RFC 4648), so that two of 100,000
    patients share one with a probability of 4 in a million. Without the salt nobody can compute it from a list of
    candidates.
    """
    message = unicodedata.normalize("NFC", text.strip()).encode()
    digest = hmac.new(salt, message, hashlib.sha256).digest()
    return "P" + base64.b32encode(digest).decode("ascii")[:PSEUDONYM_LETTERS]


def read_salt(environment: Mapping[str, str], project: Path) -> bytes:
    """The salt of the pseudonyms: the content of the file that `CASETRACE_SALT_FILE` names.

    Parameters
    ----------
    environment
        The environment variables.
    project
        The project's folder, in which the salt must not lie: it would be published with the data that it protects.

    Raises
    ------
    UserError
        When the variable is not set, or the file is not there, no file, too short, of few different bytes or inside
        the project.
    """
    advice = f"set it to the path of a file outside the project with {SHORTEST_SALT} random bytes or more"
    path = environment.get(SALT_VARIABLE, "")
    if not path:
        raise UserError(f"Pseudonyms need a salt, and the environment variable {SALT_VARIABLE} is not set; {advice}")
    if Path(path).resolve().is_relative_to(project.resolve()):
        raise UserError(f"{SALT_VARIABLE} names a file inside the project, {path}; {advice}")
    if Path(path).exists() and not Path(path).is_file():
        raise UserError(f"{SALT_VARIABLE} names {path}, which is no regular file; {advice}")
    try:
        salt = Path(path).read_bytes()
    except OSError as error:
        raise UserError(f"{SALT_VARIABLE} names {path}, which cannot be read ({error.strerror}); {advice}") from None
    if len(salt) < SHORTEST_SALT:
        raise UserError(f"{SALT_VARIABLE} names {path}, which holds {len(salt)} bytes; {advice}")
    if len(salt.strip()) < SHORTEST_SALT or len(set(salt.strip())) < FEWEST_DIFFERENT:
        raise UserError(f"{SALT_VARIABLE} names {path}, whose bytes are nearly all the same or blank; {advice}")
    return salt
