//! Pathways: each step can be reached, each wait ends, no round goes on for ever.

use std::collections::BTreeSet;

use crate::outcome::StepAction;
use crate::rules::document::Source;
use crate::rules::load::Loaded;
use crate::rules::mistake::{Told, told};
use crate::rules::pathway::{Branch, Pathway, Step, StepEvent};

pub(super) fn check(loaded: &Loaded, source: &Source<'_>) {
    for (pathway, places) in loaded.inside.pathways.iter().zip(&loaded.places.pathways) {
        let at = places.first().copied().unwrap_or(0);
        let tell = |place: Option<usize>, what: Told, remedy: Told| {
            let at = place.and_then(|place| places.get(place)).copied().unwrap_or(at);
            source.tell(at, &format!("pathway {}", pathway.id), what, remedy);
        };
        let mut levels = loaded.inside.rules.iter().flat_map(|rule| &rule.levels);
        if !levels.any(|level| level.pathway.as_ref() == Some(&pathway.id)) {
            let remedy = told("name it in a level, or take it out");
            tell(None, told("no level begins it"), remedy);
        }
        let reached = reached_from(pathway, 0);
        for (place, step) in pathway.steps.iter().enumerate() {
            if !reached.contains(&place) {
                tell(
                    Some(place),
                    told("step {step} is never reached").with("step", &step.id),
                    told("go to it from another step, or take it out"),
                );
            }
            for (what, remedy) in wrong_in(step) {
                tell(Some(place), what.with("step", &step.id), remedy);
            }
        }
        if let Some(round) = round(pathway) {
            let names: Vec<_> = round.iter().map(|place| &*pathway.steps[*place].id).collect();
            tell(
                round.first().copied(),
                told("it can go round for ever: {steps}").with("steps", names.join(" → ")),
                told(
                    "write a second round as steps of its own, and let the last one escalate or end",
                ),
            );
        }
    }
}

/// A step and those that it leads to.
pub(super) fn reached_from(pathway: &Pathway, first: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut next = vec![first];
    while let Some(place) = next.pop() {
        if place < pathway.steps.len() && reached.insert(place) {
            next.extend(pathway.steps[place].branches.iter().map(|branch| branch.go));
        }
    }
    reached
}

/// A way from a step back to itself.
fn round(pathway: &Pathway) -> Option<Vec<usize>> {
    let mut done = BTreeSet::new();
    (0..pathway.steps.len()).find_map(|place| follow(pathway, place, &mut Vec::new(), &mut done))
}

fn follow(
    pathway: &Pathway,
    place: usize,
    way: &mut Vec<usize>,
    done: &mut BTreeSet<usize>,
) -> Option<Vec<usize>> {
    if let Some(start) = way.iter().position(|before| *before == place) {
        return Some(way[start..].iter().copied().chain([place]).collect());
    }
    if done.contains(&place) {
        return None;
    }
    way.push(place);
    let branches = &pathway.steps[place].branches;
    let found = branches.iter().find_map(|branch| follow(pathway, branch.go, way, done));
    way.pop();
    done.insert(place);
    found
}

/// What is wrong with a step by itself, and what to do. Which step it is, is still to be put in.
fn wrong_in(step: &Step) -> Vec<(Told, Told)> {
    let goes = |on: StepEvent| step.branches.iter().filter(move |branch| branch.on == on);
    let has = |on: StepEvent| goes(on).next().is_some();
    let waits = !step.wait.is_zero();
    let mut wrong = Vec::new();
    let mut tell = |what: Told, remedy: Told| wrong.push((what, remedy));

    let wanted: &[(StepEvent, &str)] = match step.action {
        StepAction::Measure(_) => &[(StepEvent::Confirmed, "confirmed"), (StepEvent::Fine, "fine")],
        StepAction::Ask(_) => &[(StepEvent::Answered, "answered")],
        _ => &[],
    };
    for (event, name) in wanted {
        if !has(*event) {
            let what = told("step {step} goes nowhere when it is {event}").with("event", name);
            tell(what, told("add the event to its \"on\""));
        }
    }
    if !wanted.is_empty() && !waits {
        let remedy = told("add {what}").with("what", "wait = \"15 min\"");
        tell(told("step {step} asks, and doesn't wait for it"), remedy);
    }
    if waits && !has(StepEvent::NoAnswer) {
        tell(told("step {step} can wait for ever"), told("add no_answer to its \"on\""));
    }
    if !waits && step.branches.iter().any(|branch| branch.on != StepEvent::NoAnswer) {
        tell(
            told("step {step} waits for nothing, so what it goes on upon never comes"),
            told("add wait, or use then = \"…\""),
        );
    }
    if step.action == StepAction::End && !step.branches.is_empty() {
        tell(told("step {step} ends, and goes on"), told("take its branches out"));
    }
    let speaks =
        !matches!(step.action, StepAction::Ask(_) | StepAction::Escalate(_) | StepAction::End);
    if speaks && step.say.trim().is_empty() {
        let remedy = told("add {what}").with("what", "say = \"…\"");
        tell(told("step {step} says nothing to the person"), remedy);
    }
    for event in [StepEvent::Confirmed, StepEvent::Fine, StepEvent::Answered, StepEvent::NoAnswer] {
        // A measurement that no branch is for is waited past: the wait itself ends.
        let measured = matches!(event, StepEvent::Confirmed | StepEvent::Fine);
        let may_stay = measured && waits && has(StepEvent::NoAnswer);
        wrong.extend(wrong_order(&goes(event).collect::<Vec<_>>(), may_stay));
    }
    wrong
}

/// Of the branches upon one event the last, and only the last, is without a condition; where the step
/// may stay as it is, none need be.
fn wrong_order(branches: &[&Branch], may_stay: bool) -> Option<(Told, Told)> {
    let last = branches.len().checked_sub(1)?;
    let first_open = branches.iter().position(|branch| branch.when.is_none());
    match first_open {
        None if may_stay => None,
        None => Some((
            told("step {step} goes nowhere if none of its conditions holds"),
            told("add a last {what} without when").with("what", "{ go = \"…\" }"),
        )),
        Some(place) if place < last => Some((
            told("step {step} has branches that are never reached"),
            told("put the one without when last"),
        )),
        Some(_) => None,
    }
}
