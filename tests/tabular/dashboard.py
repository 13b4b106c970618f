#!/usr/bin/env python3
"""Asks QuestDB everything that a Grafana dashboard asks, over PostgreSQL's wire as Grafana does.

    dashboard.py DASHBOARD.json PORT FROM TO EXPECTED.json

Grafana's macros and variables are put in as its PostgreSQL data source does. Every panel has to answer with
rows and with the columns that its kind needs; EXPECTED.json says {panel title: what its column adds up to}.
"""
import json
import re
import sys
from datetime import datetime

import psycopg2

dashboard = json.load(open(sys.argv[1]))
port, since, until, expected = int(sys.argv[2]), sys.argv[3], sys.argv[4], json.load(open(sys.argv[5]))
db = psycopg2.connect(host="127.0.0.1", port=port, user="admin", password="quest", dbname="qdb")
db.autocommit = True
chosen = {"tables": "hearthwatch"}


def put_in(sql):
    """The text that Grafana sends."""
    sql = re.sub(r"\$__timeFilter\((\w+)\)", rf"\1 BETWEEN '{since}' AND '{until}'", sql)
    sql = sql.replace("$__interval", "1h").replace("$__timeFrom()", f"'{since}'").replace("$__timeTo()", f"'{until}'")
    for name, value in chosen.items():
        sql = sql.replace("${" + name + "}", value).replace(f"${name}", value)
    assert "$" not in sql, f"nothing is known to put in here: {sql}"
    return sql


def ask(sql):
    with db.cursor() as cursor:
        cursor.execute(put_in(sql))
        return [column.name for column in cursor.description], cursor.fetchall()


for variable in dashboard["templating"]["list"]:
    if variable["type"] == "query":
        names, rows = ask(variable["query"])
        assert rows, f"nothing to choose from for {variable['name']}"
        chosen[variable["name"]] = str(rows[0][0])

asked = 0
for panel in dashboard["panels"]:
    for target in panel.get("targets", []):
        assert target["rawQuery"] and panel["datasource"]["type"] == "grafana-postgresql-datasource", panel["title"]
        names, rows = ask(target["rawSql"])
        asked += 1
        assert rows, f"{panel['title']}: no rows"
        if target["format"] == "time_series":
            times = [row[names.index("time")] for row in rows]
            assert all(isinstance(time, datetime) for time in times), f"{panel['title']}: time is {times[0]!r}"
            assert times == sorted(times), f"{panel['title']}: Grafana wants rising times"
        if panel["title"] in expected:
            total = sum(row[names.index("value")] for row in rows)
            assert total == expected[panel["title"]], f"{panel['title']}: {total}, not {expected[panel['title']]}"
missing = expected.keys() - {panel["title"] for panel in dashboard["panels"]}
assert not missing, f"no such panels: {missing}"
print(f"{asked} queries of {len(dashboard['panels'])} panels answered")
