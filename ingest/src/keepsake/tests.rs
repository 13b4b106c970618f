//! What is decided after a journal was pruned is what is decided of the whole one, to the bit.

use std::path::Path as Folder;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use journal::{Journal, LocalJournal, LocalOptions};
use risk_engine::outcome::Outcome;
use risk_engine::rules::RuleSet;
use vitals::ReadingId;

use super::*;
use crate::entry::Claim;
use crate::project::tests::Path;
use crate::replay::{activations, entry_at, fact_at, replay};

const RULES: &str = include_str!("../../golden/rules.toml");

/// Hours with alerts, questions, rules that change, and saturations that are nobody's; gives those.
fn lived(hours: i64) -> (Path, Vec<ReadingId>) {
    let mut path = Path::new();
    let mut nobodys = Vec::new();
    for hour in 0..hours {
        for (user, percent) in [(1, 97 - (hour % 7) as i32 * 2), (2, 96)] {
            path.saturation(Some(user), percent);
            path.wait(5);
        }
        if hour % 6 == 2 {
            nobodys.push(path.saturation(None, 90).0);
        }
        if hour % 10 == 4 {
            path.note(Entry::RulesActivated {
                rules: Arc::new(RuleSet::built_in()),
                by: format!("Dr Evans at hour {hour}"),
                report: "abc".into(),
            });
        }
        for _ in 0..5 {
            path.wait(10);
            path.note(Entry::Tick);
        }
    }
    (path, nobodys)
}

/// Puts it into a journal with a few entries to a segment.
fn journal_of(path: &Path, dir: &Folder) -> LocalJournal {
    let options = LocalOptions { segment_bytes: 1000, preallocate_bytes: 0 };
    let mut journal = LocalJournal::open(dir, options).unwrap().journal;
    for entry in path.entries() {
        journal.append(&[entry]).unwrap();
    }
    journal
}

/// Every outcome and the state in the end.
fn decided(journal: &dyn Reader, workers: usize) -> (Vec<Outcome>, [u8; 32]) {
    let mut outcomes = Vec::new();
    let rules = Arc::new(RuleSet::built_in());
    let state = replay(journal, rules, workers, |one| outcomes.extend(one.outcomes.clone()));
    (outcomes, state.unwrap().hash())
}

fn kept(journal: &dyn Reader, before: u64) -> Keepsake {
    Keepsake::at(journal, before, &AtomicBool::new(false)).unwrap().unwrap()
}

#[test]
fn everything_after_a_pruned_journals_beginning_is_decided_as_from_the_whole_one() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = lived(48);
    let journal = journal_of(&path, dir.path());
    let reader = journal.reader();
    let (outcomes, state) = decided(reader.as_ref(), 1);
    assert!(outcomes.len() > 20, "{}", outcomes.len());
    let (all, last) = (activations(reader.as_ref()).unwrap(), reader.durable_end() - 1);
    let cuts = reader.cuts().unwrap();
    assert!(cuts.len() > 12, "{cuts:?}");
    for before in cuts.into_iter().step_by(4) {
        let whole = tempfile::tempdir().unwrap();
        let direct = kept(journal_of(&path, whole.path()).reader().as_ref(), before).encode();
        let keepsake = kept(reader.as_ref(), before);
        // From the one before, or from the beginning: the same bytes.
        assert!(keepsake.encode() == direct, "before {before}");
        let again = Keepsake::decode(&direct).unwrap();
        assert!(again.encode() == direct && again.admission == keepsake.admission);
        assert_eq!(again.offset(), before);

        journal.pruner().prune(before, &direct).unwrap();
        let after: Vec<_> =
            outcomes.iter().filter(|one| one.cause.offset >= before).cloned().collect();
        for workers in [1, 2] {
            let now = decided(reader.as_ref(), workers);
            assert!(now == (after.clone(), state), "before {before}, {workers} workers");
        }
        let told = activations(reader.as_ref()).unwrap();
        assert!(
            told.iter()
                .map(|one| (one.offset, &one.by))
                .eq(all.iter().map(|one| (one.offset, &one.by)))
        );
        let mut admission = Keepsake::of(reader.as_ref()).unwrap().unwrap().admission;
        for entry in reader.read_from(before) {
            admission.apply(&Stamped::decode(&entry.unwrap().bytes).unwrap().entry);
        }
        assert!(admission == *path.admission(), "before {before}");
        assert!(entry_at(reader.as_ref(), last).unwrap().is_some());
    }
}

#[test]
fn one_persons_decisions_are_made_again_from_the_kept_state_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = lived(30);
    let journal = journal_of(&path, dir.path());
    let reader = journal.reader();
    let before = reader.cuts().unwrap()[5];
    journal.pruner().prune(before, &kept(reader.as_ref(), before).encode()).unwrap();
    let (all, _) = decided(reader.as_ref(), 1);
    let ann = "ann".parse().unwrap();
    let stretches = Stretches::of(reader.as_ref()).unwrap().about(&ann);
    let mut hers = Vec::new();
    let rules = Arc::new(RuleSet::built_in());
    let state = replay_all(stretches, rules, 1, |one| hers.extend(one.outcomes.clone())).unwrap();
    assert!(hers.iter().eq(all.iter().filter(|one| one.patient == ann)) && !hers.is_empty());
    assert_eq!(state.patients().count(), 1);
}

#[test]
fn what_somebody_may_still_ask_for_is_there_and_the_rest_is_told_to_be_gone() {
    let dir = tempfile::tempdir().unwrap();
    let (mut path, nobodys) = lived(30);
    let bytes = path.entries().nth(nobodys[1].offset as usize).unwrap().to_vec();
    let items = Stamped::decode(&bytes).unwrap().entry.delivery().unwrap().items.clone();
    let Item::Unclaimed { reading, .. } = items[0].clone() else { panic!("{items:?}") };
    let by = || "bob".to_owned();
    path.note(Entry::Claimed(Claim {
        original: nobodys[1],
        patient: "bob".parse().unwrap(),
        by: by(),
        confidence_percent: 100,
        reading,
    }));
    for _ in 0..20 {
        path.note(Entry::Tick);
    }
    let journal = journal_of(&path, dir.path());
    let reader = journal.reader();
    let cuts = reader.cuts().unwrap();
    let prune = |before| {
        journal.pruner().prune(before, &kept(reader.as_ref(), before).encode()).unwrap();
    };
    // Before the claim both are there, after it the one that is still nobody's.
    prune(*cuts.iter().rfind(|cut| **cut < path.entries().count() as u64 - 30).unwrap());
    assert!(nobodys[1].offset < reader.first());
    assert_eq!(entry_at(reader.as_ref(), nobodys[1].offset).unwrap().unwrap().encode(), bytes);
    prune(*cuts.last().unwrap());
    assert!(entry_at(reader.as_ref(), nobodys[0].offset).unwrap().is_some());
    for gone in [nobodys[1], ReadingId { offset: 0, index: 0 }] {
        let found = fact_at(reader.as_ref(), gone);
        let is_pruned = matches!(found, Err(StartError::Journal(JournalError::Pruned { .. })));
        assert!(is_pruned, "{found:?}");
    }
    let upto = Stretches::upto(reader.as_ref(), reader.first() - 1);
    assert!(matches!(upto.err(), Some(StartError::Journal(JournalError::Pruned { .. }))));
}

#[test]
fn the_bytes_of_form_1_never_change() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = lived(9);
    let journal = journal_of(&path, dir.path());
    let reader = journal.reader();
    let before = *reader.cuts().unwrap().last().unwrap();
    let stretches = Stretches::upto(reader.as_ref(), before).unwrap();
    // The built-in rules change; these don't.
    let rules = Arc::new(RuleSet::from_toml(RULES).unwrap());
    let engine = replay_all(stretches, rules, 1, |_| {}).unwrap();
    let Keepsake { admission, mut rest, .. } = kept(reader.as_ref(), before);
    rest.entries.retain(|_, whole| !whole.waiting.is_empty());
    let bytes = Keepsake { admission, engine, rest }.encode();
    let path = format!("{}/golden/keepsake-v1.bin", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("HEARTHWATCH_GOLDEN").is_some_and(|wish| wish == "write")
        && !Folder::new(&path).exists()
    {
        std::fs::write(&path, &bytes).unwrap();
    }
    let golden = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let what = "pruned journals hold these bytes and nothing can make them again: count FORM up, and \
                go on reading this form";
    assert!(bytes == golden, "{what}");
    assert!(Keepsake::decode(&golden).expect(what).encode() == golden, "{what}");
}

#[test]
fn a_keepsake_of_another_form_or_cut_short_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let journal = journal_of(&lived(3).0, dir.path());
    let reader = journal.reader();
    let bytes = kept(reader.as_ref(), *reader.cuts().unwrap().last().unwrap()).encode();
    let other = [&[FORM + 1], &bytes[1..]].concat();
    let found = Keepsake::decode(&other).err();
    assert!(matches!(found, Some(KeepsakeError::Form { found: Some(2) })), "{found:?}");
    for cut in (0..bytes.len()).step_by(7) {
        assert!(Keepsake::decode(&bytes[..cut]).is_err(), "the first {cut} bytes");
    }
}
