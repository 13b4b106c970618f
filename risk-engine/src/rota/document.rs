//! A rota as text: what the journal keeps, dated and in UTC, so that no time zone table decides later.

use std::fmt::Write;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use vitals::StoredAt;

use super::{Rota, Shift};

/// One thing that is wrong with the text of a rota.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct TextMistake {
    /// In which line, from 1.
    pub line: usize,
    /// What is wrong, and what to write instead.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    list: Vec<String>,
    #[serde(default)]
    layers: Vec<WrittenLayer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLayer {
    #[serde(default)]
    shifts: Vec<Spanned<WrittenShift>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenShift {
    who: String,
    from: i64,
    to: i64,
}

impl Rota {
    /// Reads a dated rota: `list`, and `layers` with `shifts` of `who`, `from` and `to` in ms since 1970.
    /// Gives every mistake at once.
    pub fn parse(text: &str) -> Result<Self, Vec<TextMistake>> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let line = line_of(text, error.span().map_or(0, |span| span.start));
            vec![TextMistake { line, what: error.message().to_owned() }]
        })?;
        let list = written.list.into_iter().map(Arc::from).collect();
        let lines: Vec<Vec<usize>> = written
            .layers
            .iter()
            .map(|layer| layer.shifts.iter().map(|at| line_of(text, at.span().start)).collect())
            .collect();
        let layers = written.layers.into_iter().map(|layer| {
            let shifts = layer.shifts.into_iter().map(Spanned::into_inner);
            shifts.map(WrittenShift::dated).collect()
        });
        let layers: Vec<Vec<Shift>> = layers.collect();
        let unsorted = layers.clone();
        Self::of(layers, list).map_err(|mistakes| {
            let told = mistakes.into_iter().map(|mistake| {
                let line = mistake.shift().and_then(|(level, shift)| {
                    let place = unsorted.get(level - 1)?.iter().position(|other| other == shift)?;
                    lines.get(level - 1)?.get(place).copied()
                });
                let what = format!("{mistake}: {}", mistake.remedy());
                TextMistake { line: line.unwrap_or(1), what }
            });
            told.collect()
        })
    }

    /// The text that [`Self::parse`] reads back to the same rota.
    pub fn to_text(&self) -> String {
        let quoted = |name: &str| toml::Value::from(name).to_string();
        let list: Vec<String> = self.list.iter().map(|who| quoted(who)).collect();
        let mut text = format!("list = [{}]\n", list.join(", "));
        for layer in &self.layers {
            text += "\n[[layers]]\nshifts = [\n";
            for Shift { who, from_ms, to_ms } in layer {
                let who = quoted(who);
                // Writing to a string can't fail.
                let _ = writeln!(text, "  {{ who = {who}, from = {from_ms}, to = {to_ms} }},");
            }
            text += "]\n";
        }
        text
    }
}

impl WrittenShift {
    fn dated(self) -> Shift {
        let [from, to] = [self.from, self.to].map(StoredAt::from_unix_ms);
        Shift::of(self.who.into(), from, to)
    }
}

/// The line, from 1, that a byte of a text is in.
pub fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rota_comes_back_out_of_its_text() {
        let shift = |who: &str, from, to| WrittenShift { who: who.into(), from, to }.dated();
        let layers = vec![
            vec![shift("day \"one\"", 1, 5), shift("näch\nste", 5, 9)],
            vec![],
            vec![shift("x", -7, i64::MAX)],
        ];
        let rota = Rota::of(layers, vec!["a\\b".into(), "c".into()]).unwrap();
        assert_eq!(Rota::parse(&rota.to_text()), Ok(rota));
        assert_eq!(Rota::parse(&Rota::default().to_text()), Ok(Rota::default()));
    }

    #[test]
    fn each_mistake_has_its_line_and_what_to_do() {
        let text = "[[layers]]\nshifts = [\n  { who = \"ann\", from = 0, to = 10 },\n  \
                    { who = \"bob\", from = 9, to = 20 },\n  { who = \"cat\", from = 30, to = 30 },\n]\n";
        let told: Vec<String> =
            Rota::parse(text).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 5: level 1: the shift of cat ends at or before its start: let it end later",
                "line 4: level 1: ann and bob are both on call at 9 ms: let one end where the other \
                 begins",
            ]
        );
        let wrong = Rota::parse("\nlists = []\n").unwrap_err();
        assert_eq!(wrong[0].line, 2, "{wrong:?}");
    }
}
