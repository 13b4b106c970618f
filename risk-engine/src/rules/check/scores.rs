//! Tables of points: each value that a reading can have lies in exactly one band.

use crate::rules::document::Source;
use crate::rules::load::Loaded;
use crate::rules::score::PartTable;
use crate::rules::sign::words_of;

pub(super) fn check(loaded: &Loaded, source: &Source<'_>) {
    for (score, places) in loaded.inside.scores.iter().zip(&loaded.places.scores) {
        for (part, at) in score.parts.iter().zip(places) {
            let name = words_of(part.sign).name;
            let tell = |what: String, remedy: &str| {
                source.tell(*at, &format!("score {}", score.id), format!("{name}: {what}"), remedy);
            };
            bands(part, tell);
        }
    }
}

fn bands(part: &PartTable, tell: impl Fn(String, &str)) {
    let words = words_of(part.sign);
    let mut reached = vec![false; part.bands.len()];
    let (mut gap, mut overlap) = (None, None);
    for milli in words.grid() {
        let holds =
            |place: &usize| (part.bands[*place].low..=part.bands[*place].high).contains(&milli);
        let places: Vec<usize> = (0..part.bands.len()).filter(holds).collect();
        places.iter().for_each(|place| reached[*place] = true);
        match places.len() {
            0 => gap = gap.or(Some(milli)),
            1 => {}
            _ => overlap = overlap.or(Some(milli)),
        }
    }
    if let Some(milli) = gap {
        let what = format!("{} lies in no band", words.shown(milli));
        tell(what, "close the gap, or end with a band without an end");
    }
    if let Some(milli) = overlap {
        tell(
            format!("{} lies in two bands", words.shown(milli)),
            "let each band begin after the one before it",
        );
    }
    for (place, _) in reached.iter().enumerate().filter(|(_, reached)| !**reached) {
        tell(format!("no value lies in band {}", place + 1), "order the bands, lowest first");
    }
}
