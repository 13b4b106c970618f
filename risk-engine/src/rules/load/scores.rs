//! Scores that a document writes as tables of points.

use std::sync::Arc;

use super::Places;
use crate::rules::compile::Names;
use crate::rules::document::Table;
use crate::rules::mistake::told;
use crate::rules::quantity::{Beside, milli_of, quantity};
use crate::rules::score::{Band, PartTable, TableScore};
use crate::rules::sign::{sign_named, sign_names, words_of};

pub(super) fn read(
    document: &Table<'_>,
    names: &mut Names,
    places: &mut Places,
) -> Vec<TableScore> {
    let mut ids = Vec::new();
    let mut scores = Vec::new();
    for mut table in document.tables("score") {
        let id = table.name("id");
        table.place = format!("score {}", id.map_or("", |id| id.text));
        table.text("source");
        let bounds = match table.text("missing").map(|missing| (missing.text, missing.at)) {
            Some(("zero", _)) => false,
            Some(("bounds", _)) | None => true,
            Some((other, at)) => {
                table.tell(
                    at,
                    told("unknown way \"{way}\" to take what is missing").with("way", other),
                    told("write \"zero\" or \"bounds\""),
                );
                true
            }
        };
        let mut parts: Vec<PartTable> = Vec::new();
        let mut at = Vec::new();
        for mut part in table.tables("part") {
            part.place = table.place.clone();
            let Some(read) = self::part(&part) else { continue };
            if parts.iter().any(|other| other.sign == read.sign) {
                part.tell(
                    part.at,
                    told("{sign} is scored twice").with("sign", words_of(read.sign).name),
                    told("keep one part"),
                );
            }
            parts.push(read);
            at.push(part.at);
        }
        if parts.is_empty() {
            let remedy = told("add [[score.part]] with a sign and bands");
            table.tell(table.at, told("it has no parts"), remedy);
        }
        table.finish();
        let Some(id) = id else { continue };
        if id.text == "news2" {
            table.tell(id.at, told("news2 is built in"), told("choose another id"));
        }
        ids.push(id);
        let id: Arc<str> = id.text.into();
        names.scores.push((id.clone(), parts.iter().map(|part| part.sign).collect()));
        places.scores.push(at);
        scores.push(TableScore { id, bounds, parts });
    }
    super::tell_duplicates("score", document.source, ids.into_iter());
    scores
}

fn part(table: &Table<'_>) -> Option<PartTable> {
    let name = table.text("sign");
    let bands = table.tables("bands");
    table.finish();
    let name = name?;
    let Some(sign) = sign_named(name.text) else {
        table.tell(
            name.at,
            told("unknown sign \"{sign}\"").with("sign", name.text),
            told("use one of: {known}").with("known", sign_names()),
        );
        return None;
    };
    let mut part = PartTable { sign, bands: Vec::new() };
    for band in bands {
        if let Some(read) = self::band(&band, &part) {
            part.bands.push(read);
        }
        band.finish();
    }
    Some(part)
}

/// One band; where its lower end is left out it begins after the band before it.
fn band(table: &Table<'_>, part: &PartTable) -> Option<Band> {
    let points = table.whole_if("points", 100);
    if points.is_none() {
        let remedy = told("add {what}").with("what", "points = 0");
        table.tell(table.at, told("a band has no points"), remedy);
    }
    let words = words_of(part.sign);
    let ends = ["at_least", "at_most", "is"].map(|key| {
        let text = table.text_if(key)?;
        let word = words.words.iter().find(|(name, _)| *name == text.text);
        let milli = match (word, quantity(text.text)) {
            (Some((_, milli)), _) => Ok(*milli),
            (None, Some((number, unit))) => {
                milli_of(part.sign, Beside::Bare, number, unit.as_deref())
            }
            (None, None) => Err(crate::rules::quantity::Unfit {
                what: told("can't read \"{text}\"").with("text", text.text),
                remedy: told("write for example {example}")
                    .with("example", words.shown(words.grid().next().unwrap_or(0))),
            }),
        };
        match milli {
            Ok(milli) => Some(milli),
            Err(unfit) => {
                table.tell(text.at, unfit.what, unfit.remedy);
                None
            }
        }
    });
    let before = part.bands.last().map(|band| band.high);
    let (low, high) = match ends {
        [None, None, Some(only)] => (only, only),
        [_, _, Some(_)] => {
            let what = told("\"is\" stands beside another end");
            table.tell(table.at, what, told("keep \"is\", or the ends"));
            return None;
        }
        // A named sign's last band takes every word that is left.
        [None, None, None] if words.is_named() => (i64::MIN, i64::MAX),
        [low, high, None] => {
            let after = before.map_or(i64::MIN, |high| high.saturating_add(words.step_milli));
            (low.unwrap_or(after), high.unwrap_or(i64::MAX))
        }
    };
    Some(Band { low, high, points: points? as u8 })
}
