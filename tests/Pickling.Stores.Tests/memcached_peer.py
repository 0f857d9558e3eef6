"""memcached's Python clients: `memcached_peer.py CLIENT write|read|many SERVERS`; prints what it read.

CLIENT: pymemcache and pylibmc themselves, or PyMemcacheCache and PyLibMCCache, Django's caches on them.
"""
import sys

WRITTEN = {"int": 12, "negative": -5, "big": 2 ** 70, "bool": True, "float": 1.5, "text": "größe", "empty": "",
           "bytes": b"a\r\nEND\r\n\0", "none": None, "list": {"a": [1, (2.5, None)]}}


def client(name, servers):
    if name == "pymemcache":
        from pymemcache import serde
        from pymemcache.client.hash import HashClient
        return HashClient(servers, serde=serde.pickle_serde, allow_unicode_keys=True, default_noreply=False)
    if name == "pylibmc":
        import pylibmc
        return pylibmc.Client(servers)
    from django.conf import settings
    settings.configure(CACHES={"default": {"BACKEND": "django.core.cache.backends.memcached." + name,
                                           "LOCATION": servers, "KEY_PREFIX": "größe", "VERSION": 3}})
    from django.core.cache import cache
    return cache


cache = client(sys.argv[1], sys.argv[3].split(","))
if sys.argv[2] == "write":
    for key, value in WRITTEN.items():
        cache.set(key, value, 100)
    if sys.argv[1] == "pylibmc":
        cache.set("packed", "x" * 2000, min_compress_len=100)
elif sys.argv[2] == "read":
    values = {key: cache.get(key) for key in [*WRITTEN, "surrogate", "huge", "count"]}
    # Python prints no int of so many digits.
    values["huge"] = "10 ** 5000" if values["huge"] == 10 ** 5000 else None
    print(ascii(values))
else:
    print(ascii([cache.get("net-ключ-%d" % number) for number in range(60)]))
    for number in range(60):
        cache.set("python-ключ-%d" % number, number)
