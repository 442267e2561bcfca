"""Which addresses of the Internet protocol are those of the public Internet."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# What Python calls global and is not: the block of protocols, the old relays of 6to4, and the
# address at which one cloud answers its own machines.
_NOT_PUBLIC = (
    ip_network("192.0.0.0/24"),
    ip_network("192.88.99.0/24"),
    ip_network("168.63.129.16/32"),
)
_PUBLIC_6 = ip_network("2000::/3")
# These lead to an address of version 4 that stands inside them, or to tunnels: 6to4, Teredo. Those
# of NAT64 and IPv4-mapped ones are outside of 2000::/3.
_TUNNELS_6 = (ip_network("2002::/16"), ip_network("2001::/23"))


def is_public(address: str) -> bool:
    """Whether it is an address that strangers may be asked at: not private, local to a machine or a
    link, shared, reserved, multicast, embedding another one, or no address at all."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if not found.is_global or found.is_multicast or found.is_reserved:
        return False
    if isinstance(found, IPv6Address):
        is_other = any(found in network for network in _TUNNELS_6)
        return found.scope_id is None and found in _PUBLIC_6 and not is_other
    return isinstance(found, IPv4Address) and not any(found in block for block in _NOT_PUBLIC)
