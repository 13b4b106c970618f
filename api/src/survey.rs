//! Everybody's figures at one moment: what the cohort page and its exports are made of.
//!
//! What a survey needs is gathered from the stores and the board, and computed beside the async threads.
//! One is kept for a few seconds for whoever asks next; nobody computes the same beside another.

mod gather;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use cohort::billing::Settings;
use cohort::burden::{Alert, Automated};
use cohort::claims::{Clocks, Contact, clocks};
use cohort::filter::Filter;
use cohort::panel::{self, Figures, Window};
use cohort::person::Person;
use cohort::stays::Stay;
use cohort::summary::Member;
use tokio::sync::Mutex;

use crate::server::Shared;

/// A survey is given again for so long, on the wall …
const FRESH_FOR: Duration = Duration::from_secs(10);
/// … or for so many times as long as it took: the engine beside it needs the processor, too.
const FRESH_TIMES: u32 = 4;
/// Of so many periods the last survey is kept.
const KEPT_MAX: usize = 2;
/// Before and after are shown of so many activations, the newest.
pub(crate) const CHANGES_MAX: usize = 5;

/// Everybody's figures at one moment.
pub(crate) struct Survey {
    /// When, and over how many days.
    pub(crate) window: Window,
    /// Everything before this journal entry is in.
    pub(crate) cursor: u64,
    /// By id.
    pub(crate) figures: Vec<Figures>,
    /// Of each, in the same order.
    pub(crate) clocks: Vec<Clocks>,
    /// What was signed for whom.
    pub(crate) contacts: HashMap<String, Vec<Contact>>,
    /// Who was in hospital when.
    pub(crate) stays: HashMap<String, Vec<Stay>>,
    /// As far back as before and after need them.
    pub(crate) alerts: Vec<Alert>,
    pub(crate) automated: Vec<Automated>,
}

/// The surveys of one server.
#[derive(Default)]
pub(crate) struct Surveys {
    kept: Mutex<Vec<Kept>>,
    /// When a device first sent anything of whom: it is looked for through all readings once, and of whom
    /// it is known it stays. A reading that is dated earlier and comes later moves no period.
    origins: Arc<std::sync::Mutex<Origins>>,
}

/// A survey that is given again for a while.
struct Kept {
    until: Instant,
    survey: Arc<Survey>,
}

#[derive(Default)]
struct Origins {
    /// Everything taken up to then was looked through.
    upto_ms: Option<i64>,
    /// Without so many readings that were taken back.
    withdrawn: usize,
    first: HashMap<String, i64>,
}

impl Survey {
    /// Those who are meant.
    pub(crate) fn members<'a>(&'a self, filter: &'a Filter) -> impl Iterator<Item = Member<'a>> {
        let members = self.figures.iter().zip(&self.clocks);
        let members = members.map(|(figures, clocks)| Member { figures, clocks });
        members.filter(|member| filter.holds(member.figures))
    }
}

impl Surveys {
    /// The figures over so many days, kept or computed. What was begun is finished and kept, also when
    /// nobody waits for it any more.
    pub(crate) async fn over(self: &Arc<Self>, shared: &Shared, days: u16) -> Result<Arc<Survey>> {
        let (surveys, shared) = (self.clone(), shared.clone());
        let task = tokio::spawn(async move { surveys.kept_or_computed(&shared, days).await });
        task.await.context("the figures stopped")?
    }

    async fn kept_or_computed(&self, shared: &Shared, days: u16) -> Result<Arc<Survey>> {
        // Held while it is computed: whoever else asks waits for the same.
        let mut kept = self.kept.lock().await;
        let began = Instant::now();
        kept.retain(|one| began < one.until);
        if let Some(one) = kept.iter().find(|one| one.survey.window.days == days) {
            return Ok(one.survey.clone());
        }
        let survey = Arc::new(self.compute(shared, days).await?);
        kept.truncate(KEPT_MAX - 1);
        let until = Instant::now() + FRESH_FOR.max(began.elapsed() * FRESH_TIMES);
        kept.insert(0, Kept { until, survey: survey.clone() });
        Ok(survey)
    }

    /// What was kept isn't true any more: somebody has just entered something.
    pub(crate) async fn forget(&self) {
        self.kept.lock().await.clear();
    }

    async fn compute(&self, shared: &Shared, days: u16) -> Result<Survey> {
        let window = Window { now_ms: shared.clock.now_ms(), days };
        let cursor = shared.pipeline.readings().cursor();
        let facts = gather::facts(shared, window).await?;
        let readings = shared.pipeline.readings().clone();
        let origins = self.origins.clone();
        let withdrawn = facts.withdrawn;
        let people: Vec<Person> = facts.people;
        let compute = move || -> Result<Vec<Figures>> {
            let origins = gather::origins(&readings, &withdrawn, &origins, window)?;
            let frame = gather::frame(&readings, &withdrawn, window)?;
            Ok(panel::figures(&frame, &people, &origins, window)?)
        };
        let figures =
            tokio::task::spawn_blocking(compute).await.context("the figures stopped")??;
        let settings = Settings::default();
        let none: &[Contact] = &[];
        let of = |one: &Figures| {
            clocks(one, facts.contacts.get(&one.patient).map_or(none, Vec::as_slice), settings)
        };
        Ok(Survey {
            window,
            cursor,
            clocks: figures.iter().map(of).collect(),
            figures,
            contacts: facts.contacts,
            stays: facts.stays,
            alerts: facts.alerts,
            automated: facts.automated,
        })
    }
}

/// Since when each of these is cared for.
pub(crate) fn cared_for<'a>(members: &[Member<'a>]) -> BTreeMap<&'a str, i64> {
    members.iter().map(|one| (&*one.figures.patient, one.figures.since_ms)).collect()
}
