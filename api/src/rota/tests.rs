//! Tests of the weekly rota: mistakes with their lines, and the days on which clocks are changed.

use super::*;

fn at(text: &str) -> StoredAt {
    StoredAt::from_unix_ms(text.parse::<Timestamp>().unwrap().as_millisecond())
}

/// One layer of these shifts: who, days, from, to.
fn document(zone: &str, shifts: &[(&str, &str, &str, &str)]) -> String {
    let mut text = format!("zone = \"{zone}\"\nlist = [\"dr-hill\"]\n[[layers]]\nshifts = [\n");
    for (who, days, from, to) in shifts {
        let days: Vec<String> = days.split(' ').map(|day| format!("{day:?}")).collect();
        let days = days.join(", ");
        text += &format!("{{ who = {who:?}, days = [{days}], from = {from:?}, to = {to:?} }},\n");
    }
    text + "]\n"
}

const ALL: &str = "mon tue wed thu fri sat sun";

#[test]
fn a_week_is_the_same_by_the_clock_on_the_wall_when_clocks_are_changed() {
    let text = document(
        "Europe/London",
        &[("day", ALL, "08:00", "20:00"), ("night", ALL, "20:00", "08:00")],
    );
    let rota = WeeklyRota::parse(&text).unwrap().dated(at("2026-03-20T00:00:00Z"), 40);
    #[rustfmt::skip]
    let table = [
        // Winter, spring (02:00 comes after 00:59), summer.
        ("2026-03-28T07:59:59Z", "night"),
        ("2026-03-28T08:00:00Z", "day"),
        ("2026-03-28T20:00:00Z", "night"),
        ("2026-03-29T06:59:59Z", "night"),
        ("2026-03-29T07:00:00Z", "day"),
        ("2026-03-29T19:00:00Z", "night"),
        // Autumn (01:00 comes twice), winter.
        ("2026-10-24T19:00:00Z", "night"),
        ("2026-10-25T07:59:59Z", "night"),
        ("2026-10-25T08:00:00Z", "day"),
    ];
    for (moment, want) in table {
        assert_eq!(rota.on_call(at(moment), 1).map(|who| &**who), Some(want), "{moment}");
    }
}

#[test]
fn a_time_that_clocks_jump_over_is_the_jump() {
    let shifts = [
        ("late", ALL, "20:00", "01:15"),
        ("short", ALL, "01:15", "01:45"),
        ("early", ALL, "01:45", "08:00"),
    ];
    let rota = WeeklyRota::parse(&document("Europe/London", &shifts)).unwrap();
    let rota = rota.dated(at("2026-03-28T00:00:00Z"), 1);
    let who = |moment| rota.on_call(at(moment), 1).map(|who| &**who);
    assert_eq!(who("2026-03-28T01:30:00Z"), Some("short"));
    assert_eq!(who("2026-03-29T00:59:59Z"), Some("late"));
    assert_eq!(who("2026-03-29T01:00:00Z"), Some("early"), "01:15 to 01:45 did not exist");
}

#[test]
fn a_week_without_gaps_has_none_in_any_zone() {
    for zone in
        ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
    {
        for minute in (0..1440).step_by(47) {
            let [one, two] =
                [minute, (minute + 601) % 1440].map(|m| format!("{:02}:{:02}", m / 60, m % 60));
            let shifts = [("a", ALL, &*one, &*two), ("b", ALL, &*two, &*one)];
            let rota = WeeklyRota::parse(&document(zone, &shifts)).unwrap();
            for begin in ["2026-03-01T00:00:00Z", "2026-09-20T12:34:56Z"] {
                let begin = at(begin);
                let rota = rota.dated(begin, 13);
                let end = StoredAt::from_unix_ms(begin.unix_ms() + 13 * 7 * 86_400_000);
                assert_eq!(rota.gaps(begin, end), [], "{zone} {one} {two}");
            }
        }
    }
}

#[test]
fn gaps_are_told() {
    let rota =
        WeeklyRota::parse(&document("UTC", &[("day", "mon tue", "08:00", "20:00")])).unwrap();
    // A Monday.
    let rota = rota.dated(at("2026-11-23T00:00:00Z"), 1);
    let gaps = rota.gaps(at("2026-11-23T00:00:00Z"), at("2026-11-24T12:00:00Z"));
    let gaps: Vec<_> = gaps.iter().map(|gap| (gap.from, gap.to)).collect();
    assert_eq!(
        gaps,
        [
            (at("2026-11-23T00:00:00Z"), at("2026-11-23T08:00:00Z")),
            (at("2026-11-23T20:00:00Z"), at("2026-11-24T08:00:00Z")),
        ]
    );
    // After the last layer the list is asked.
    assert_eq!(rota.on_call(at("2026-11-23T00:00:00Z"), 2).map(|who| &**who), Some("dr-hill"));
}

#[test]
fn every_mistake_is_told_at_once_with_its_line_and_what_to_do() {
    let text = document(
        "Europe/Lundon",
        &[
            ("ann", "mon sun", "08:00", "20:00"),
            ("bob", "mun", "20:00", "25:00"),
            ("cat", "sun", "19:00", "08:01"),
            ("", "tue", "08:00", "09:00"),
        ],
    );
    let told: Vec<String> =
        WeeklyRota::parse(&text).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 1: zone \"Europe/Lundon\" is none such as Europe/London",
            "line 6: day \"mun\" is none of mon, tue, wed, thu, fri, sat, sun",
            "line 6: to \"25:00\" is not a time such as 08:00",
            "line 7: the shift of cat on sun 19:00 overlaps that of ann on mon 08:00 (line 5): let \
             one end where the other begins",
            "line 8: a name has 1 to 80 characters",
        ]
    );
    let unknown = WeeklyRota::parse("zone = \"UTC\"\nlayer = []\n").unwrap_err();
    assert_eq!(unknown[0].line, 2, "{unknown:?}");
}
