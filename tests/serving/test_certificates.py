"""Until when a certificate is good."""

from datetime import UTC, datetime

import pytest
import trustme

from dateline_server.serving.certificates import read_last_day


@pytest.mark.parametrize("year", [2001, 2049, 2050, 2099])
def test_the_last_second_of_a_certificate_is_read(year: int) -> None:
    last = datetime(year, 6, 7, 8, 9, 10, tzinfo=UTC)
    issued = trustme.CA().issue_cert("localhost", not_before=datetime(2000, 1, 1, tzinfo=UTC), not_after=last)
    assert read_last_day(b"".join(blob.bytes() for blob in issued.cert_chain_pems)) == last


@pytest.mark.parametrize(
    "pem", [b"", b"a key", b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", b"\xff"]
)
def test_what_is_no_certificate_is_refused(pem: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_last_day(pem)
