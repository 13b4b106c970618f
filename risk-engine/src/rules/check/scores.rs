//! Tables of points: each value that a reading can have lies in exactly one band.

use crate::rules::document::Source;
use crate::rules::load::Loaded;
use crate::rules::mistake::{Told, told};
use crate::rules::score::PartTable;
use crate::rules::sign::words_of;

pub(super) fn check(loaded: &Loaded, source: &Source<'_>) {
    for (score, places) in loaded.inside.scores.iter().zip(&loaded.places.scores) {
        for (part, at) in score.parts.iter().zip(places) {
            let name = words_of(part.sign).name;
            let tell = |what: Told, remedy: Told| {
                source.tell(*at, &format!("score {}", score.id), what.with("sign", name), remedy);
            };
            bands(part, tell);
        }
    }
}

fn bands(part: &PartTable, tell: impl Fn(Told, Told)) {
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
        let what = told("{sign}: {value} lies in no band").with("value", words.shown(milli));
        tell(what, told("close the gap, or end with a band without an end"));
    }
    if let Some(milli) = overlap {
        tell(
            told("{sign}: {value} lies in two bands").with("value", words.shown(milli)),
            told("let each band begin after the one before it"),
        );
    }
    for (place, _) in reached.iter().enumerate().filter(|(_, reached)| !**reached) {
        let what = told("{sign}: no value lies in band {band}").with("band", place + 1);
        tell(what, told("order the bands, lowest first"));
    }
}
