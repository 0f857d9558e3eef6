"""SQLAlchemy's end of the exchange: `sql_peer.py write|read URL`; prints what it read."""
import base64
import pickle
import sys

from sqlalchemy import Column, Integer, MetaData, PickleType, Table, Text, create_engine, select

orders = Table(
    "orders", MetaData(),
    Column("id", Integer, primary_key=True),
    Column("data", PickleType), Column("tags", PickleType), Column("address", PickleType), Column("text", Text))

engine = create_engine(sys.argv[2])
with engine.begin() as connection:
    if sys.argv[1] == "write":
        connection.execute(orders.insert().values(
            id=2, data={"a": (1, 2.5, None), "b": {"x"}}, tags=["größe", "日本"], address={"Street": "Main 1", "City": "Kraków"},
            text=base64.b64encode(pickle.dumps({"n": 7}, -1)).decode()))
        connection.execute(orders.insert().values(id=3, data=None))
    else:
        for row in connection.execute(orders.select().where(orders.c.id == 1)):
            print(ascii((row.data, row.tags, row.address, pickle.loads(base64.b64decode(row.text)))))
