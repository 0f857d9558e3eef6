"""The real stores' end of the exchange: `store_peer.py KIND write|long|read|get WHERE [KEY]`; prints what it read."""
import sys

VALUE = {"a": [1, (2.5, None)], "text": "größe"}


def django(backend, location, **more):
    from django.conf import settings
    settings.configure(CACHES={"default": dict({"BACKEND": backend, "LOCATION": location, "KEY_PREFIX": "shop", "VERSION": 3}, **more)})
    from django.core.cache import cache
    return cache


def database(location):
    """A cache in a table: of the SQLite file `location`, or of PostgreSQL at `postgresql://USER@HOST:PORT/NAME`."""
    import re
    import django as package
    from django.conf import settings
    match = re.match(r"postgresql(?:\+psycopg2)?://(.*)@(.*):(.*)/(.*)", location)
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": location} if match is None else dict(
        ENGINE="django.db.backends.postgresql", USER=match[1], HOST=match[2], PORT=match[3], NAME=match[4])
    settings.configure(DATABASES={"default": engine}, USE_TZ=True, TIME_ZONE="America/Chicago", CACHES={"default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "my cache", "KEY_PREFIX": "shop", "VERSION": 3}})
    package.setup()
    from django.core.cache import cache
    from django.core.management import call_command
    call_command("createcachetable", verbosity=0)
    return cache


def compressed(compressor):
    """django-redis with a COMPRESSOR, and with a KEY_FUNCTION."""
    return lambda location: django(
        "django_redis.cache.RedisCache", location, OPTIONS={"COMPRESSOR": "django_redis.compressors.%s" % compressor},
        KEY_FUNCTION=lambda key, prefix, version: "%s/%s@%s" % (prefix, key, version))


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
    "database": database,
    "redis": lambda location: django("django_redis.cache.RedisCache", location),
    "redis-zlib": compressed("zlib.ZlibCompressor"),
    "redis-lzma": compressed("lzma.LzmaCompressor"),
}

cache = KINDS[sys.argv[1]](sys.argv[3])
if sys.argv[2] == "write":
    cache.set("python", VALUE, timeout=None)
    cache.set("number", 12, timeout=100)
elif sys.argv[2] == "long":
    cache.set("python", "long" * 1000, timeout=None)
elif sys.argv[2] == "get":
    print(ascii([cache.get(sys.argv[4])]))
else:
    print(ascii([cache.get(key) for key in ("net", "count", "none")]))
