"""Lists of names as others publish them: hosts, domains, adblock, RPZ, dnsmasq, Unbound, wildcards, squidGuard."""
