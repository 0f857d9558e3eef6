"""The real stores' end of the exchange: `store_peer.py KIND write|read WHERE`; prints what it read."""
import sys

VALUE = {"a": [1, (2.5, None)], "text": "größe"}


def django(backend, location):
    from django.conf import settings
    settings.configure(CACHES={"default": {"BACKEND": backend, "LOCATION": location, "KEY_PREFIX": "shop", "VERSION": 3}})
    from django.core.cache import cache
    return cache


def sqlitedict(location):
    from sqlitedict import SqliteDict

    class Cache:
        def set(self, key, value, timeout=None):
            with SqliteDict(location, autocommit=True) as data:
                data[key] = value

        def get(self, key):
            with SqliteDict(location) as data:
                return data.get(key)

    return Cache()


KINDS = {
    "sqlitedict": sqlitedict,
    "file": lambda location: django("django.core.cache.backends.filebased.FileBasedCache", location),
    "redis": lambda location: django("django_redis.cache.RedisCache", location),
}

cache = KINDS[sys.argv[1]](sys.argv[3])
if sys.argv[2] == "write":
    cache.set("python", VALUE, timeout=None)
    cache.set("number", 12, timeout=100)
else:
    print(ascii([cache.get(key) for key in ("net", "count", "none")]))
