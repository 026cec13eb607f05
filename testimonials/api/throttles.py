"""How often one network may begin. An IPv4 /24 or an IPv6 /64 counts as one source."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class BeginThrottle(SimpleRateThrottle):
    scope = "begin"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return self.cache_format % {"scope": self.scope, "ident": network_of(self.get_ident(request))}


def network_of(address: str) -> str:
    """Return the network an address is throttled by, or the text itself if it is no address."""
    try:
        version = ip_address(address).version
    except ValueError:
        return address
    return str(ip_network(f"{address}/{24 if version == 4 else 64}", strict=False))
