"""Requests for objects of S3-compatible storage, signed by version 4 of Amazon's signature.

Endpoint, region and credentials are taken from the environment, by the names that all programs for S3 use.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"
#: SHA-256 of the empty body of a request that asks for an object.
EMPTY = hashlib.sha256(b"").hexdigest()


def object_url(address: str) -> str:
    """Where an object, such as s3://bucket/folder/table.csv, is asked for: bucket and key are the path."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    parts = urlsplit(address)
    place = f"{parts.netloc}{quote(unquote(parts.path), safe='/-_.~')}"
    return f"{(endpoint or f'https://s3.{_region()}.amazonaws.com').rstrip('/')}/{place}"


def signed_headers(url: str, now: datetime | None = None) -> dict[str, str]:
    """The headers by which the storage knows who asks; none without credentials, as for a public object."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        return {}
    headers = {
        "x-amz-content-sha256": EMPTY,
        "x-amz-date": (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ"),
    }
    if os.environ.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = os.environ["AWS_SESSION_TOKEN"]
    return headers | {"Authorization": authorization(url, headers, key, secret, _region())}


def authorization(url: str, headers: Mapping[str, str], key: str, secret: str, region: str) -> str:
    """The signature of a request without a body and a query.

    Parameters
    ----------
    url
        Its address.
    headers
        What is signed beside the host, by names in lower case; `x-amz-date` among them.
    key, secret
        The credentials.
    region
        Where the storage is.
    """
    parts, moment = urlsplit(url), headers["x-amz-date"]
    signed = {"host": parts.netloc, **headers}
    names = ";".join(sorted(signed))
    request = "\n".join(
        ["GET", parts.path, "", *(f"{name}:{signed[name]}" for name in sorted(signed)), "", names, EMPTY]
    )
    scope = f"{moment[:8]}/{region}/s3/aws4_request"
    text = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    signing_key = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), text):
        signing_key = hmac.new(signing_key, part.encode(), hashlib.sha256).digest()
    return f"{ALGORITHM} Credential={key}/{scope},SignedHeaders={names},Signature={signing_key.hex()}"


def _region() -> str:
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
