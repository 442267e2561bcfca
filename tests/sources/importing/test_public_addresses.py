"""Only addresses of the public Internet are connected to."""

import pytest

from sources.importing.public_addresses import is_public


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1",
        "127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:8.8.8.8",
        "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "fc00::1", "fd00:ec2::254",
        "fe80::1", "fe80::1%eth0", "2606:2800:21f:cb07::1%eth0", "fec0::1", "ff02::1", "4000::1",
        "", "localhost", "1", "127.1", "0x7f000001", "010.8.8.8",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)
