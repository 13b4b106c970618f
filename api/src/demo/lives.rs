//! How the demo's invented homes differ: since when they measure, who stopped, whose gateway stays off. So each
//! page has something to do.

use homes::Home;

/// Where the two people stand who share a scale: each of them is asked "was this you?".
const COUPLE: [usize; 2] = [22, 21];
/// Whose gateway stays off, some minutes after the start: it was seen, and is missed.
const OFF: usize = 9;
const OFF_AFTER_MS: i64 = 3 * 60_000;
const DAY_MS: i64 = 24 * 3_600_000;
/// Of so many people one stops measuring.
const STOPS_EVERY: usize = 20;
const STOPS_AT: usize = 8;

/// The homes of a demo; their monitors hold up to so many days of history.
pub(super) fn homes(count: usize, seed: u64, start_ms: i64, days: u32) -> Vec<Home> {
    let home = |place| {
        let mut home = homes::invented_at(place, seed, start_ms, history(place, days));
        if let Some(ago) = stopped(place, days) {
            home.stop_measuring(start_ms - i64::from(ago) * DAY_MS);
        }
        if place == OFF {
            home.stay_offline(start_ms + OFF_AFTER_MS);
        }
        home
    };
    let mut people: Vec<Home> = (0..count).map(home).collect();
    if count > COUPLE[0].max(COUPLE[1]) {
        let couple = homes::couple(0, seed, start_ms, days.saturating_sub(2));
        for (place, home) in COUPLE.into_iter().zip(couple) {
            people[place] = home;
        }
    }
    people
}

/// Since how many days somebody measures. With a period of 30 days most have had the 16 that the full code asks
/// for, two of ten are on their way, and who stopped early won't have them.
fn history(place: usize, days: u32) -> u32 {
    let some = (place % 7) as u32; // under 7
    let own = match place % 10 {
        6 | 7 => 8 + some,
        _ if is_stopped(place) && place % (2 * STOPS_EVERY) == STOPS_AT => 20,
        _ => days.saturating_sub(2 + some),
    };
    own.min(days)
}

fn is_stopped(place: usize) -> bool {
    place % STOPS_EVERY == STOPS_AT
}

/// How many days ago somebody stopped measuring, if they did and have a history.
fn stopped(place: usize, days: u32) -> Option<u32> {
    let ago = if place % (2 * STOPS_EVERY) == STOPS_AT { 12 } else { 5 };
    (is_stopped(place) && days >= 20).then_some(ago)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_forty_homes_two_stopped_measuring_and_one_gateway_stays_off() {
        let start_ms = 1_795_248_000_000;
        let mut people = homes(40, 7, start_ms, 30);
        assert_eq!(people.len(), 40);
        let off = people.iter().filter(|home| !home.is_online(start_ms + 30 * DAY_MS));
        let off: Vec<&str> = off.map(|home| home.person.patient.as_str()).collect();
        assert!(off.contains(&"p-0010") && off.len() < 5, "{off:?}");
        let silent = people.iter_mut().filter_map(|home| {
            while home.next_by(start_ms).is_some() {}
            home.next_at().is_none().then(|| home.person.patient.clone())
        });
        assert_eq!(silent.collect::<Vec<_>>(), ["p-0009", "p-0029"]);
    }

    #[test]
    fn without_a_history_nobody_has_stopped() {
        assert!((0..100).all(|place| history(place, 0) == 0 && stopped(place, 0).is_none()));
    }
}
