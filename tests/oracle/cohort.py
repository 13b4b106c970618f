#!/usr/bin/env python3
"""A second implementation of the cohort's figures, from the definitions' words alone.

    cohort.py FOLDER

The folder holds what went in (people.json, readings.csv, contacts.json, alerts.json, stays.json, asked.json)
and what came out (table.csv, summary.json, burden.json, outcomes.json, workload.json). Everything is computed anew, with dates and sets in place of
the program's integers, and every cell that differs is told; then the exit code is 1.
"""
import csv
import json
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil, floor, inf
from pathlib import Path
from zoneinfo import ZoneInfo

folder = Path(sys.argv[1])
load = lambda name: json.loads((folder / name).read_text())
asked, people, contacts, alerts, stays = (load(f"{name}.json") for name in ("asked", "people", "contacts", "alerts", "stays"))
NOW, DAYS = asked["now_ms"], asked["days"]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MONDAY = datetime(1970, 1, 5)


def wall(ms, zone):
    """What the clock on the wall shows."""
    return (EPOCH + timedelta(milliseconds=ms)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def exists(start, end, zone):
    """Whether the wall ever shows anything of a stretch."""
    probe = start
    while probe < end:
        back = probe.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc).astimezone(ZoneInfo(zone))
        if back.replace(tzinfo=None) == probe:
            return True
        probe += timedelta(minutes=1)
    return False


readings = defaultdict(list)
origins = {}
with open(folder / "readings.csv", newline="") as file:
    for row in csv.DictReader(file):
        row["at"] = int(row["taken_at_ms"])
        if row["at"] > NOW:
            continue
        if row["origin"] == "device":
            origins[row["patient"]] = min(row["at"], origins.get(row["patient"], row["at"]))
        if row["at"] >= NOW - (max(DAYS, 95) + 2) * 86_400_000:
            readings[row["patient"]].append(row)


def slots_of(person, rows, plans, only=None):
    """(day, done, by device) of each due slot."""
    zone, today = person["zone"], wall(NOW, person["zone"]).date()
    first = today - timedelta(days=DAYS - 1)
    found = []
    for place, plan in enumerate(plans):
        until = plans[place + 1]["from_ms"] if place + 1 < len(plans) else NOW
        begin, end = wall(plan["from_ms"], zone), wall(min(until, NOW), zone)
        wanted = [(sign, hours) for sign, hours in plan["schedule"] if only in (None, sign)]
        if not wanted:
            wanted = [(only, 24)]
        for sign, hours in wanted:
            length = timedelta(hours=hours)
            done, device = set(), set()
            for row in rows:
                if sign in (None, row["sign"]):
                    slot = (wall(row["at"], zone) - MONDAY) // length
                    done.add(slot)
                    if row["origin"] == "device":
                        device.add(slot)
            slot = (datetime.combine(first, datetime.min.time()) - MONDAY) // length - 1
            while True:
                start = MONDAY + slot * length
                if start.date() > today or start + length > end:
                    break
                if start >= begin and start.date() >= first and exists(start, start + length, zone):
                    found.append((start.date(), slot in done, slot in device))
                slot += 1
    return found


def enough(slots):
    done = sum(1 for slot in slots if slot[1])
    return bool(slots) and Fraction(done, len(slots)) >= Fraction(70, 100)


def nearest_rank(values, percent):
    values = sorted(values)
    return values[ceil(Fraction(percent * len(values), 100)) - 1]


def silence(days, since, today, schedule):
    shortest = min((hours for _, hours in schedule), default=0)
    limit = max(4, ceil(Fraction(shortest, 24) * Fraction(5, 4)))
    lately = [day for day in days if today - timedelta(days=60) <= day <= today]
    if not lately:
        waited = (today - since).days
        return ("silent", None, None) if waited >= 2 else ("usual", waited, limit)
    silent = (today - max(lately)).days
    return ("quiet" if silent >= limit else "usual"), silent, limit


MINUTE = timedelta(minutes=1)


def moment(ms):
    return EPOCH + timedelta(milliseconds=ms)


def sensors(rows):
    """(moment, mg/dL, minutes that it speaks for) of each value that a sensor sent; LO and HI are infinite."""
    devices = defaultdict(dict)
    for row in rows:
        if row["sign"] == "glucose" and row["origin"] == "device":
            mg_dl = floor(Fraction(int(row["milli"]), 1000) * Fraction(180156, 10000) + Fraction(1, 2))
            value = {"below": -inf, "within": mg_dl, "above": inf}[row["reach"]]
            devices[row["device"]][row["at"]] = min(value, devices[row["device"]].get(row["at"], inf))
    for values in devices.values():
        times = sorted(values)
        gaps = sorted(b - a for a, b in zip(times, times[1:]))
        if len(times) >= 12 and Fraction(sum(gap <= 1_200_000 for gap in gaps), len(gaps)) >= Fraction(3, 4):
            pace = max(1, floor(Fraction(gaps[len(gaps) // 2], 60_000) + Fraction(1, 2)))
            yield from ((moment(at), values[at], pace) for at in times)


def episodes(values, is_beyond):
    """Stretches beyond that last 15 minutes, until there were 15 minutes back or two hours of nothing."""
    now, limit, silence = moment(NOW), 15 * MINUTE, 120 * MINUTE
    count, beyond, back, inside = 0, timedelta(), timedelta(), False
    for place, (at, value, _) in enumerate(values):
        until = values[place + 1][0] if place + 1 < len(values) else now
        spoke = min(until - at, silence)
        if is_beyond(value):
            beyond, back = beyond + spoke, timedelta()
            if beyond >= limit and not inside:
                count, inside = count + 1, True
        else:
            beyond, back = timedelta(), back + spoke if inside else timedelta()
            inside = inside and back < limit
        if until - at > silence:
            inside, beyond = False, timedelta()
    return count


def thousandths(number):
    return None if number is None else int((number * 1000).to_integral_value(ROUND_HALF_UP))


def sensed(person, rows, first, today):
    values = sorted(sensors(rows))
    recent = sum(minutes for at, _, minutes in values if at > moment(NOW) - timedelta(days=14))
    due = 14 * 24 * 60
    in_period = [one for one in values if first <= one[0].astimezone(ZoneInfo(person["zone"])).date() <= today]
    names = "values mean_milli_mg_dl sd_milli_mg_dl cv_milli_pct gmi_milli_pct in_70_180 lt54 lt70 gt180 gt250 episodes_lt54 episodes_lt70 episodes_gt180 episodes_gt250 active_minutes active_due at_target"
    if not in_period:
        return {f"cgm_{name}": None for name in names.split()}, None
    of = lambda test: sum(test(value) for _, value, _ in in_period)
    n = len(in_period)
    numbers = [Decimal(value) for _, value, _ in in_period if value not in (inf, -inf)]
    mean = sum(numbers) / len(numbers) if numbers else None
    sd = (sum((value - mean) ** 2 for value in numbers) / (len(numbers) - 1)).sqrt() if len(numbers) > 1 else None
    cv = sd * 100 / mean if sd is not None else None
    active = min(recent, due)
    share = lambda test: Fraction(of(test), n)
    percent = lambda number: Fraction(number, 100)
    target = None
    if Fraction(active, due) >= percent(70):
        if person["pregnant"] or "pregnancy" in person["conditions"]:
            target = share(lambda v: 63 <= v <= 140) > percent(70) and share(lambda v: v < 63) < percent(4) and share(lambda v: v < 54) < percent(1) and share(lambda v: v > 140) < percent(25)
        elif {"frail", "frailty", "hospice"} & set(person["conditions"]):
            target = share(lambda v: 70 <= v <= 180) > percent(50) and share(lambda v: v < 70) < percent(1) and share(lambda v: v > 250) < percent(10)
        else:
            target = share(lambda v: 70 <= v <= 180) > percent(70) and share(lambda v: v < 70) < percent(4) and share(lambda v: v < 54) < percent(1) and share(lambda v: v > 180) < percent(25) and share(lambda v: v > 250) < percent(5)
    row = {
        "cgm_values": n,
        "cgm_mean_milli_mg_dl": thousandths(mean),
        "cgm_sd_milli_mg_dl": thousandths(sd),
        "cgm_cv_milli_pct": thousandths(cv),
        "cgm_gmi_milli_pct": thousandths(mean and Decimal("3.31") + Decimal("0.02392") * mean),
        "cgm_in_70_180": of(lambda v: 70 <= v <= 180),
        "cgm_lt54": of(lambda v: v < 54),
        "cgm_lt70": of(lambda v: v < 70),
        "cgm_gt180": of(lambda v: v > 180),
        "cgm_gt250": of(lambda v: v > 250),
        "cgm_episodes_lt54": episodes(in_period, lambda v: v < 54),
        "cgm_episodes_lt70": episodes(in_period, lambda v: v < 70),
        "cgm_episodes_gt180": episodes(in_period, lambda v: v > 180),
        "cgm_episodes_gt250": episodes(in_period, lambda v: v > 250),
        "cgm_active_minutes": active,
        "cgm_active_due": due,
        "cgm_at_target": target,
    }
    return row, {"minutes": sum(one[2] for one in in_period), "stable": None if cv is None else cv <= 36}


def years(born, on):
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def pressures(person, rows, slots):
    zone, today = person["zone"], wall(NOW, person["zone"]).date()
    by_reading = defaultdict(dict)
    for row in rows:
        if row["reach"] == "within" and row["sign"] in ("systolic", "diastolic"):
            by_reading[(row["at"], int(row["offset"]), int(row["index"]))][row["sign"]] = row
    pairs = []
    for key in sorted(by_reading):
        both = by_reading[key]
        day = wall(key[0], zone).date()
        if len(both) == 2 and today - timedelta(days=DAYS) < day <= today:
            pairs.append((day, int(both["systolic"]["milli"]), int(both["diastolic"]["milli"]), both["systolic"]["origin"]))
    means = lambda some: [Fraction(sum(pair[part] for pair in some), len(some)) for part in (1, 2)]
    by_day = defaultdict(list)
    for pair in pairs:
        by_day[pair[0]].append(pair)
    inside = sum(
        110_000 <= mean[0] <= 130_000 and 70_000 <= mean[1] <= 80_000 for mean in map(means, by_day.values())
    )
    goal = None
    if pairs and enough(slots):
        mean = means(pairs)
        goal = mean[0] < 130_000 and mean[1] < 80_000
    return pairs, inside, len(by_day), goal, quality(person, pairs, today)


def quality(person, pairs, today):
    born = person["born"] and date.fromisoformat(person["born"])
    if "hypertension" not in person["conditions"] or not born or not 18 <= years(born, today) <= 85:
        return "not_asked"
    excluding = {"esrd", "end_stage_renal_disease", "hospice", "frailty", "frail", "pregnancy"}
    if person["pregnant"] or excluding & set(person["conditions"]):
        return "excluded"
    sent = [pair for pair in pairs if pair[3] == "device"]
    if not sent:
        return "not_measured"
    newest = [pair for pair in sent if pair[0] == max(pair[0] for pair in sent)]
    low = min(pair[1] for pair in newest) < 140_000 and min(pair[2] for pair in newest) < 90_000
    return "controlled" if low else "not_controlled"


def standings(days, elapsed, spent, today):
    if days == 0:
        supply = "no_activity"
    elif days >= 16:
        supply = "ready"
    else:
        reaches = Fraction(days, elapsed) * 30 >= 16 and days + (30 - elapsed) >= 16
        supply = "on_track" if reaches else "not_on_track"
    month_days = ((today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    minutes, live = spent
    if minutes == 0:
        management = "no_activity"
    elif minutes >= 20 and live:
        management = "ready"
    elif minutes >= 20:
        management = "on_track" if today.day < month_days else "not_on_track"
    else:
        management = "on_track" if Fraction(minutes, today.day) * month_days >= 20 else "not_on_track"
    order = ["ready", "on_track", "not_on_track"]
    if supply == management == "no_activity":
        overall = "no_activity"
    elif "no_activity" in (supply, management):
        overall = "not_on_track"
    else:
        overall = max((supply, management), key=order.index)
    return overall, supply, management


CODES = {
    # set-up, 2 to 15 days, 16 and more, 10 to 19 minutes, 20, each further 20
    "physiologic": ("99453", "99445", "99454", "99470", "99457", "99458"),
    "therapy_respiratory": ("98975", "98984", "98976", "98979", "98980", "98981"),
    "therapy_cognitive": ("98975", "98986", "98978", "98979", "98980", "98981"),
}


def codes(programme, number, days, minutes, live, interpreted, managed):
    setup, some, full, short, first, further = CODES[programme]
    found = []
    if number == 0 and days >= 16:
        found.append(setup)
    if 2 <= days <= 15:
        found.append(some)
    elif days >= 16:
        found.append(full)
    if live and 10 <= minutes < 20:
        found.append(short)
    elif live and minutes >= 20:
        found.append(first)
        more = (minutes - 20) // 20
        found += [further if more == 1 else f"{further}x{more}"] if more else []
    if programme == "physiologic" and interpreted >= 30 and not managed:
        found.append("99091")
    return " ".join(found)


def month_of(person, day):
    """Minutes of management in the month of a day, and whether anybody spoke with them."""
    same = lambda one: wall(one["began_ms"], person["zone"]).strftime("%Y-%m") == day.strftime("%Y-%m")
    spent = [one for one in contacts.get(person["patient"], []) if same(one) and not one["interpretation"]]
    return sum(one["minutes"] for one in spent), any(one["live"] for one in spent)


def figures(person):
    zone, rows = person["zone"], sorted(readings[person["patient"]], key=lambda row: row["at"])
    today = wall(NOW, zone).date()
    first = today - timedelta(days=DAYS - 1)
    since = min([row["at"] for row in rows[:1]] + [plan["from_ms"] for plan in person["plans"][:1]])
    plans = []
    for plan in person["plans"]:
        if not plans or plans[-1]["schedule"] != plan["schedule"]:
            plans.append(dict(plan))
    plans[0]["from_ms"] = since
    slots = slots_of(person, rows, plans)
    bp_slots = slots_of(person, rows, plans, "systolic")
    pairs, inside, bp_days, goal, cbp = pressures(person, rows, bp_slots)
    days = {wall(row["at"], zone).date() for row in rows}
    device_days = {wall(row["at"], zone).date() for row in rows if row["origin"] == "device"}
    quiet, silent, limit = silence(days, wall(since, zone).date(), today, plans[-1]["schedule"])
    glucose, sensor = sensed(person, rows, first, today)
    midnight = datetime.combine(first, datetime.min.time(), tzinfo=ZoneInfo(zone))
    start = max(since, (midnight.astimezone(timezone.utc) - EPOCH) // timedelta(milliseconds=1))
    moments = [start] + [row["at"] for row in rows if row["at"] >= start] + [NOW]
    gap = max(b - a for a, b in zip(moments, moments[1:]))
    number = period = None
    in_period = typed = 0
    if person["patient"] in origins:
        origin = wall(origins[person["patient"]], zone).date()
        number = (today - origin).days // 30
        begin = origin + timedelta(days=30 * number)
        period = (begin, begin + timedelta(days=29))
        in_period = sum(period[0] <= day <= period[1] for day in device_days)
        typed = sum(period[0] <= day <= period[1] for day in days) - in_period
    minutes, live = month_of(person, today)
    interpreted, managed = 0, False
    if period:
        is_in_period = lambda one: period[0] <= wall(one["began_ms"], zone).date() <= period[1]
        interpreted = sum(one["minutes"] for one in contacts.get(person["patient"], []) if one["interpretation"] and is_in_period(one))
        managed = any(spent[0] >= 10 and spent[1] for spent in (month_of(person, day) for day in period))
    elapsed = (today - period[0]).days + 1 if period else 1
    overall, supply, management = standings(in_period, elapsed, (minutes, live), today)
    mean = lambda part: sum(pair[part] for pair in pairs) // len(pairs) if pairs else None
    conditions = person["conditions"]
    watched = "hypertension" in conditions or bool(pairs) or any(sign == "systolic" for sign, _ in plans[-1]["schedule"])
    row = {
        "patient": person["patient"],
        "conditions": " ".join(conditions),
        "team": person["team"],
        "site": person["site"],
        "programme": person["programme"],
        "last_reading_ms": rows[-1]["at"] if rows else None,
        "slots_due": len(slots),
        "slots_done": sum(slot[1] for slot in slots),
        "slots_by_device": sum(slot[2] for slot in slots if slot[1]),
        "is_planned": bool(plans[-1]["schedule"]),
        "enough_readings": enough(slots),
        "days_with_data": sum(day >= first for day in days),
        "longest_gap_ms": gap,
        "quiet": quiet,
        "silent_days": silent,
        "quiet_from_days": limit,
        "bp_measured": len(pairs),
        "bp_last_systolic_milli": pairs[-1][1] if pairs else None,
        "bp_last_diastolic_milli": pairs[-1][2] if pairs else None,
        "bp_mean_systolic_milli": mean(1),
        "bp_mean_diastolic_milli": mean(2),
        "bp_days_in_range": inside,
        "bp_days": bp_days,
        "bp_slots_due": len(bp_slots),
        "bp_slots_done": sum(slot[1] for slot in bp_slots),
        "bp_at_goal": goal,
        "cbp": cbp,
        **glucose,
        "period_first": period[0].isoformat() if period else "",
        "period_last": period[1].isoformat() if period else "",
        "period_days": in_period,
        "period_days_typed": typed,
        "month_minutes": minutes,
        "month_live": live,
        "period_minutes_interpreted": interpreted,
        "codes_so_far": codes(person["programme"], number, in_period, minutes, live, interpreted, managed),
        "billing": overall,
    }
    more = {"slots": slots, "watched": watched, "supply": supply, "management": management, "since": since, "today": today, "first": first, "sensor": sensor}
    return row, more


def rate(flags):
    flags = list(flags)
    return {"n": sum(map(bool, flags)), "d": len(flags)}


def control(of):
    watched = [row for row, more in of if more["watched"]]
    known = [row["bp_at_goal"] for row in watched if row["bp_at_goal"] is not None]
    asked_for = [row["cbp"] for row, _ in of if row["cbp"] not in ("not_asked", "excluded")]
    return {
        "watched": len(watched),
        "at_goal": rate(known),
        "not_enough": len(watched) - len(known),
        "in_range": {"n": sum(row["bp_days_in_range"] for row in watched), "d": sum(row["bp_days"] for row in watched)},
        "quality": rate(cbp == "controlled" for cbp in asked_for),
        "quality_not_measured": asked_for.count("not_measured"),
        "quality_excluded": sum(row["cbp"] == "excluded" for row, _ in of),
    }


def continuous(of):
    """Whose glucose is on target, of those with a sensor."""
    worn = [(row, more["sensor"]) for row, more in of if more["sensor"]]
    known = [(row, sensor) for row, sensor in worn if row["cgm_at_target"] is not None]
    pooled = lambda name: {"n": sum(row[name] for row, _ in known), "d": sum(row["cgm_values"] for row, _ in known)}
    return {
        "watched": len(worn),
        "at_target": rate(row["cgm_at_target"] for row, _ in known),
        "not_enough": len(worn) - len(known),
        "in_range": pooled("cgm_in_70_180"),
        **{name: pooled(f"cgm_{name}") for name in ("lt70", "lt54", "gt180", "gt250")},
        "stable": rate(sensor["stable"] for _, sensor in known if sensor["stable"] is not None),
        "episodes_lt54": sum(row["cgm_episodes_lt54"] for row, _ in worn),
        "episodes_lt70": sum(row["cgm_episodes_lt70"] for row, _ in worn),
        "minutes": sum(sensor["minutes"] for _, sensor in worn),
    }


def number_of(day):
    return (day - date(1970, 1, 1)).days


def summary(of):
    by_day, risk_by_day = defaultdict(list), defaultdict(Counter)
    zones = {person["patient"]: person["zone"] for person in people}
    gravest, order = {}, ["review", "urgent", "emergency"]
    for alert in alerts["alerts"]:
        if alert["patient"] in zones:
            key = (alert["patient"], wall(alert["raised_ms"], zones[alert["patient"]]).date())
            gravest[key] = max(gravest.get(key, "review"), alert["gravity"], key=order.index)
    for row, more in of:
        day = more["first"]
        since = wall(more["since"], zones[row["patient"]]).date()
        while day <= more["today"]:
            by_day[day] += [slot[1] for slot in more["slots"] if slot[0] == day]
            if day >= since:
                risk_by_day[day][gravest.get((row["patient"], day), "watching")] += 1
            day += timedelta(days=1)
    risk = lambda counts: {name: counts[name] for name in ("emergency", "urgent", "review", "watching")}
    names = Counter(condition for row, _ in of for condition in row["conditions"].split())
    groups = []
    for name, count in names.items():
        members = [one for one in of if name in one[0]["conditions"].split()]
        shown = count >= 5
        slots = [slot[1] for _, more in members for slot in more["slots"]]
        groups.append({"condition": name, "people": count if shown else None, "control": control(members) if shown else None, "slots": rate(slots) if shown else None})
    standing = lambda values: {name: values.count(name) for name in ("ready", "on_track", "not_on_track", "no_activity")}
    return {
        "people": len(of),
        "adherence": {
            "slots": rate(slot[1] for _, more in of for slot in more["slots"]),
            "by_device": rate(slot[2] for _, more in of for slot in more["slots"] if slot[1]),
            "not_enough": rate(not row["enough_readings"] for row, more in of if more["slots"]),
            "quiet": rate(row["quiet"] in ("quiet", "silent") for row, _ in of),
            "by_day": [{"day": number_of(day), "slots": rate(by_day[day])} for day in sorted(by_day)],
        },
        "control": control(of),
        "glucose": continuous(of),
        "risk_now": risk(Counter(person["open"] or "watching" for person in people)),
        "risk_by_day": [{"day": number_of(day), "risk": risk(risk_by_day[day])} for day in sorted(risk_by_day)],
        "by_condition": sorted(groups, key=lambda group: group["condition"]),
        "billing": {
            "overall": standing([row["billing"] for row, _ in of]),
            "supply": standing([more["supply"] for _, more in of]),
            "management": standing([more["management"] for _, more in of]),
        },
    }


def burden(of):
    start, end = asked["burden"]
    ours = {row["patient"]: more["since"] for row, more in of}
    began = [alert for alert in alerts["alerts"] if alert["patient"] in ours and start <= alert["raised_ms"] < end]
    ended = sum(one["patient"] in ours and start <= one["at_ms"] < end for one in alerts["automated"])
    cared = sum(max(0, end - max(start, since)) for since in ours.values())
    closed = lambda of, which: rate(alert["result"] in which for alert in of if alert["result"])
    waited = lambda of: [alert["seen_ms"] - alert["raised_ms"] for alert in of if alert["seen_ms"] is not None]
    after = lambda of: {"p50": nearest_rank(waited(of), 50), "p90": nearest_rank(waited(of), 90)} if waited(of) else None
    groups = defaultdict(list)
    for alert in began:
        groups[(alert["problem"], alert["rule"], alert["gravity"])].append(alert)
    true = ("acted_on", "nothing_to_do")
    return {
        "from": start,
        "until": end,
        "alerts": len(began),
        "patient_ms": cared,
        "patient_days": cared // 86_400_000,
        "is_within_budget": Fraction(len(began)) <= Fraction(cared, 864_000_000),
        "automated": {"n": ended, "d": ended + len(began)},
        "true_of_closed": closed(began, true),
        "acted_of_closed": closed(began, ("acted_on",)),
        "seen": rate(alert["seen_ms"] is not None for alert in began),
        "seen_after": after(began),
        "by_rule": sorted(
            (
                {"problem": problem, "rule": rule, "gravity": gravity, "alerts": len(of), "patients": len({alert["patient"] for alert in of}), "true_of_closed": closed(of, true), "seen_after": after(of)}
                for (problem, rule, gravity), of in groups.items()
            ),
            key=lambda rule: (rule["problem"], rule["rule"], rule["gravity"]),
        ),
    }


def whole_stays(of):
    """Admissions in their order, a transfer and what follows it as one."""
    found = []
    for one in sorted((one for one in of if one["kind"] != "emergency"), key=lambda one: (one["admitted"], one["left"][0] if one["left"] else 10**9)):
        before = found[-1]["left"] if found else None
        if before and before[1] == "transferred" and 0 <= one["admitted"] - before[0] <= 1:
            found[-1] = {**found[-1], "left": one["left"]}
        else:
            found.append(dict(one))
    return found


def outcomes(of):
    days = Counter()
    counts, discharged, pending, back, index = Counter(), set(), 0, 0, 0
    cared_people = 0
    for row, more in of:
        today = number_of(more["today"])
        zone = next(person["zone"] for person in people if person["patient"] == row["patient"])
        care = range(max(number_of(more["first"]), number_of(wall(more["since"], zone).date())), today + 1)
        if not care:
            continue
        cared_people += 1
        days["all"] += len(care)
        known = stays.get(row["patient"], [])
        for place, one in enumerate(known):
            follows = any(
                other["left"] and other["left"][1] == "transferred" and other["kind"] != "emergency" and 0 <= one["admitted"] - other["left"][0] <= 1
                for at, other in enumerate(known) if at != place
            )
            if one["admitted"] in care and (one["kind"] == "emergency" or not follows):
                counts[one["kind"]] += 1
        whole = whole_stays(known)
        inside = set()
        for place, one in enumerate(whole):
            end = one["left"][0] if one["left"] else today
            inside |= set(range(one["admitted"], end + 1)) & set(care)
            if not one["left"] or one["left"][1] != "home" or one["left"][0] not in care or one["left"][0] <= one["admitted"]:
                continue
            day = one["left"][0]
            if day + 30 >= today:
                pending += 1
                continue
            index += 1
            discharged.add(row["patient"])
            back += any(other["kind"] == "unplanned" and 0 <= other["admitted"] - day <= 30 for other in whole[place + 1 :])
        days["hospital"] += len(inside)
    shown = cared_people >= 5
    of_days = lambda n: {"n": n, "d": days["all"]} if shown else None
    return {
        "people": cared_people,
        "patient_days": days["all"],
        "unplanned": of_days(counts["unplanned"]),
        "planned": of_days(counts["planned"]),
        "emergency": of_days(counts["emergency"]),
        "in_hospital": of_days(days["hospital"]),
        "readmitted": {"n": back, "d": index} if shown and not 0 < len(discharged) < 5 else None,
        "pending": pending if shown else None,
    }


def workload(of, by):
    start, end = asked["burden"]
    groups = defaultdict(list)
    for row, more in of:
        groups[row[by]].append((row, more))
    found = []
    for name in sorted(groups):
        members = groups[name]
        if len(members) < 5:
            found.append({"name": name, "people": None, "work": None})
            continue
        ids = {row["patient"] for row, _ in members}
        cost = burden(members)
        waiting = [person["open_alerts"] for person in people if person["patient"] in ids]
        signed = (one for id in ids for one in contacts.get(id, []) if start <= one["began_ms"] < end)
        work = {key: cost[key] for key in ("patient_ms", "patient_days", "is_within_budget", "automated", "seen", "seen_after")}
        work |= {"open": sum(waiting), "open_people": sum(count > 0 for count in waiting), "asked": cost["alerts"], "minutes": sum(one["minutes"] for one in signed)}
        found.append({"name": name, "people": len(members), "work": work})
    return found


def differences(name, theirs, ours):
    """Each place where two values differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict) and theirs.keys() == ours.keys():
        for key in theirs:
            yield from differences(f"{name}.{key}", theirs[key], ours[key])
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for place, (one, other) in enumerate(zip(theirs, ours)):
            yield from differences(f"{name}[{place}]", one, other)
    elif theirs != ours:
        yield f"{name}: the program says {theirs!r}, the definitions {ours!r}"


def text(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


of = sorted((figures(person) for person in people), key=lambda one: one[0]["patient"])
with open(folder / "table.csv", newline="") as file:
    table = list(csv.DictReader(file))
wrong = list(differences("table", table, [{key: text(value) for key, value in row.items()} for row, _ in of]))
theirs = load("summary.json")
theirs["by_condition"].sort(key=lambda group: group["condition"])
wrong += differences("summary", theirs, summary(of))
theirs = load("burden.json")
theirs["by_rule"].sort(key=lambda rule: (rule["problem"], rule["rule"], rule["gravity"]))
wrong += differences("burden", theirs, burden(of))
wrong += differences("outcomes", load("outcomes.json"), outcomes(of))
wrong += differences("workload", load("workload.json"), {by: workload(of, by) for by in ("team", "site")})
cells = sum(len(row) for row in table)
print(f"{len(table)} people, {cells} cells, {len(wrong)} differences")
print("\n".join(wrong[:40]))
sys.exit(1 if wrong or not table else 0)
