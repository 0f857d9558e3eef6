"""SQLAlchemy's end of the exchange: `sql_peer.py write|protocols|read URL`; prints what it read."""
import base64
import pickle
import sys

from sqlalchemy import Column, Integer, MetaData, PickleType, Table, Text, create_engine, select


def table(protocol):
    pickled = PickleType(protocol)
    return Table(
        "orders", MetaData(),
        Column("id", Integer, primary_key=True),
        Column("data", pickled), Column("tags", pickled), Column("address", pickled), Column("text", Text))


orders = table(pickle.HIGHEST_PROTOCOL)

engine = create_engine(sys.argv[2])
with engine.begin() as connection:
    if sys.argv[1] == "write":
        connection.execute(orders.insert().values(
            id=2, data={"a": (1, 2.5, None), "b": {"x"}}, tags=["größe", "日本"], address={"Street": "Main 1", "City": "Kraków"},
            text=base64.b64encode(pickle.dumps({"n": 7}, -1)).decode()))
        connection.execute(orders.insert().values(id=3, data=None))
    elif sys.argv[1] == "protocols":
        # As encodebytes writes it, in lines.
        for protocol in range(6):
            connection.execute(table(protocol).insert().values(
                id=10 + protocol, data={"a": (1, 2.5, None), "b": {"x"}}, tags=["größe"] * 2, address={"Street": "Main 1", "City": "Kraków"},
                text=base64.encodebytes(pickle.dumps({"n%d" % n: n for n in range(20)}, protocol)).decode()))
    else:
        for row in connection.execute(orders.select().where(orders.c.id == 1)):
            print(ascii((row.data, row.tags, row.address, pickle.loads(base64.b64decode(row.text)))))
