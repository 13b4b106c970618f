//! Problems: what can be wrong, and how its episodes go.

use std::time::Duration;

use super::Places;
use crate::outcome::Problem;
use crate::rules::compile::Names;
use crate::rules::document::Table;
use crate::rules::mistake::told;
use crate::rules::{About, Manner};

pub(super) fn read(document: &Table<'_>, names: &Names, places: &mut Places) -> Vec<About> {
    let mut tables = document.tables("problem");
    let mut ids = Vec::new();
    let mut problems = Vec::new();
    for table in &mut tables {
        let id = table.name("id");
        table.place = format!("problem {}", id.map_or("", |id| id.text));
        let title = table.text("title");
        let manner = manner(table);
        let exactly_one_for = table.text_if("exactly_one_for");
        let exactly_one_for =
            exactly_one_for.and_then(|people| super::condition(table, names, people));
        table.finish();
        let Some(id) = id else { continue };
        if id.text == Problem::AUTOMATION_STOPPED {
            table.tell(id.at, told("this id is the engine's own"), told("choose another id"));
        }
        ids.push(id);
        places.problems.push(table.at);
        problems.push(About {
            problem: Problem::named(id.text),
            title: title.map_or("", |title| title.text).into(),
            manner,
            exactly_one_for,
            rules: Vec::new(),
            is_named: false,
            signs: Vec::new(),
            reads_answers: false,
            timers: Vec::new(),
        });
    }
    super::tell_duplicates("problem", document.source, ids.into_iter());
    problems
}

fn manner(table: &Table<'_>) -> Manner {
    let duration = |key, default_secs: u64| match table.duration_if(key) {
        Some((ms, _)) => Duration::from_millis(ms as u64),
        None => Duration::from_secs(default_secs),
    };
    // CLINICAL 3.2 and 3.3, and LINK-HF2's 72 hours; gap: AHA, repeat after at least a minute.
    let gap = duration("gap", 60);
    let within = duration("within", 3600);
    let merge = duration("merge", 72 * 3600);
    let clear_times = table.whole_if("clear_times", 100).unwrap_or(2);
    if clear_times == 0 {
        table.tell(
            table.at,
            told("{key} is 0").with("key", "clear_times"),
            told("write how many clear measurements end an episode, from 1"),
        );
    }
    if gap >= within {
        table.tell(
            table.at,
            told("no second measurement can confirm: gap isn't shorter than within"),
            told("make within longer"),
        );
    }
    let each_rise = table.flag("each_rise");
    Manner { gap, within, clear_times: clear_times as u8, merge, each_rise }
}
