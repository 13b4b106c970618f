//! Bulk `$export`: everything of everybody as files of lines, made beside the server's other work.
//!
//! What is being made when the server dies is begun again when whoever asked for it looks how far it is.

mod files;
mod job;
mod serve;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tracing::{info, warn};

pub(super) use self::files::Lines;
use self::files::{Room, Run, blocking};
use self::job::{Job, State};
pub(super) use self::serve::{delete, file, of_everybody, of_patients, status};
use super::kind::Kind;
use super::outcome::Refusal;
use super::source::Source;
use crate::access::{Pass, wall_ms};
use crate::config::Exchange;
use crate::server::{Shared, make_private_folder};

/// All exports that there are.
pub(crate) struct Exports {
    folder: PathBuf,
    room: Arc<Room>,
    held: Mutex<BTreeMap<String, Held>>,
    /// One is made at a time: they share the stores with everybody else.
    turn: Semaphore,
    tasks: tokio::sync::Mutex<JoinSet<()>>,
}

/// An export, and whether it is being made.
#[derive(Debug, Clone)]
struct Held {
    job: Job,
    run: Option<Arc<Run>>,
    progress: String,
}

/// There are no more of them, the finished ones included.
const JOBS_MAX: usize = 16;
/// It is tried no more often: what ends the server each time must not do so for ever.
const ATTEMPTS_MAX: u32 = 3;
/// What has ended is kept for so long.
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// It is looked this often for what is to be removed.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
const FOLDER: &str = "exports";

impl Exports {
    /// Opens the folder. What was being made has to be begun again, and its files go.
    pub(crate) fn open(data: &Path, exchange: &Exchange) -> io::Result<Self> {
        let folder = data.join(FOLDER);
        make_private_folder(&folder)?;
        let mut held = BTreeMap::new();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let id = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            match Job::read(&path) {
                Some(job) => {
                    if job.state == State::Begun {
                        remove_files(&path)?;
                    }
                    let progress = "waits to be begun again".to_owned();
                    held.insert(id, Held { job, run: None, progress });
                }
                // It was never told to anybody.
                None => fs::remove_dir_all(&path)?,
            }
        }
        let used = held.values().map(|held| held.job.bytes()).sum();
        Ok(Self {
            folder,
            room: Arc::new(Room::of(used, exchange.export_bytes)),
            held: Mutex::new(held),
            turn: Semaphore::new(1),
            tasks: tokio::sync::Mutex::default(),
        })
    }

    /// Removes what nobody came for, until the server stops.
    pub(crate) async fn sweep(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        loop {
            let before = wall_ms() - KEPT.as_millis() as i64;
            let is_old = |held: &Held| held.job.ended_at().is_some_and(|at| at < before);
            let old: Vec<String> = {
                let held = self.held();
                held.iter().filter(|(_, held)| is_old(held)).map(|(id, _)| id.clone()).collect()
            };
            for id in old {
                info!(%id, "export removed: nobody came for it any more");
                self.remove(&id).await;
            }
            tokio::select! {
                () = tokio::time::sleep(SWEEP_EVERY) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    }

    /// Waits until nothing is being made any more. Whoever calls has said that the server stops.
    pub(crate) async fn end(&self) {
        for held in self.held().values() {
            held.run.iter().for_each(|run| run.is_off.store(true, Ordering::Release));
        }
        let mut tasks = self.tasks.lock().await;
        while tasks.join_next().await.is_some() {}
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Held>> {
        // Each change is one insert or assignment: a panic elsewhere leaves it whole.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// An export of this account's.
    fn find(&self, account: i64, id: &str) -> Result<Held, Refusal> {
        let found = self.held().get(id).filter(|held| held.job.account == account).cloned();
        found.ok_or_else(|| {
            Refusal::not_found("there is no such export: it may have ended its time")
        })
    }

    /// Begins an export, or begins it again.
    async fn begin(
        &self,
        shared: &Shared,
        pass: Pass,
        id: &str,
        mut job: Job,
    ) -> Result<(), Refusal> {
        job.attempts += 1;
        let run = Arc::new(Run::default());
        {
            let mut held = self.held();
            let there = held.get(id);
            if there.is_some_and(|there| there.run.is_some()) {
                return Ok(());
            }
            if there.is_none() && held.len() >= JOBS_MAX {
                let what =
                    format!("there are {JOBS_MAX} exports: delete some, or come again later");
                return Err(Refusal::new(429, "throttled", what));
            }
            let progress = "waits for its turn".to_owned();
            held.insert(id.to_owned(), Held { job: job.clone(), run: Some(run.clone()), progress });
        }
        let (folder, kept) = (self.path(id), job.clone());
        let kept = blocking(move || {
            make_private_folder(&folder)?;
            kept.keep(&folder)
        });
        if let Err(problem) = kept.await {
            self.held().remove(id);
            return Err(problem.into());
        }
        let (shared, id) = (shared.clone(), id.to_owned());
        let mut tasks = self.tasks.lock().await;
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move { shared.exports.make(&shared, &pass, &id, job, &run).await });
        Ok(())
    }

    /// Makes an export when its turn comes, and keeps what came of it.
    async fn make(&self, shared: &Shared, pass: &Pass, id: &str, mut job: Job, run: &Arc<Run>) {
        // The semaphore is never closed.
        let _turn = self.turn.acquire().await;
        let made = match run.is_off.load(Ordering::Acquire) {
            true => Ok(Vec::new()),
            false => self.files(shared, pass, id, &job, run).await,
        };
        if run.is_off.load(Ordering::Acquire) {
            // It was deleted, or the server stops and it is begun again after that.
            let is_deleted = !self.held().contains_key(id);
            if is_deleted {
                self.clear(id, run.taken.load(Ordering::Acquire)).await;
            }
            return;
        }
        job.state = match made {
            Ok(files) => State::Done { at: wall_ms(), files },
            Err(refusal) => {
                warn!(%id, why = refusal.words(), "export failed");
                State::Failed { at: wall_ms(), why: refusal.words().to_owned() }
            }
        };
        let (folder, kept) = (self.path(id), job.clone());
        let kept = blocking(move || {
            if !matches!(kept.state, State::Done { .. }) {
                remove_files(&folder)?;
            }
            kept.keep(&folder)
        });
        if kept.await.is_err() {
            let why = "the disk does not take it: see the server's log".to_owned();
            job.state = State::Failed { at: wall_ms(), why };
        }
        if !matches!(job.state, State::Done { .. }) {
            self.room.give_back(run.taken.load(Ordering::Acquire));
        }
        if let Some(held) = self.held().get_mut(id) {
            *held = Held { job, run: None, progress: String::new() };
        }
    }

    async fn files(
        &self,
        shared: &Shared,
        pass: &Pass,
        id: &str,
        job: &Job,
        run: &Arc<Run>,
    ) -> Result<Vec<files::Finished>, Refusal> {
        let source = Source { shared, pass };
        let people = source.everybody();
        let mut files = Vec::new();
        for (number, name) in job.kinds.iter().enumerate() {
            // They were kinds when it was asked for.
            let Some(kind) = Kind::named(name) else { continue };
            let (room, run) = (self.room.clone(), run.clone());
            let mut lines = Lines::new(&self.path(id), kind, job.since, room, run);
            source.write_whole(kind, job.of_patients, &mut lines).await?;
            for (place, patient) in people.iter().enumerate() {
                if place % PROGRESS_EVERY == 0 {
                    self.tell(
                        id,
                        format!(
                            "{kind}, {} of {} kinds: {place} of {} people",
                            number + 1,
                            job.kinds.len(),
                            people.len()
                        ),
                    );
                }
                source.write_of(kind, patient, &mut lines).await?;
            }
            files.extend(lines.finish().await?);
        }
        Ok(files)
    }

    fn tell(&self, id: &str, progress: String) {
        if let Some(held) = self.held().get_mut(id) {
            held.progress = progress;
        }
    }

    /// Takes it away, files and all; while it is being made, whoever makes it does so at the next portion.
    async fn remove(&self, id: &str) {
        let Some(held) = self.held().remove(id) else { return };
        match &held.run {
            Some(run) => run.is_off.store(true, Ordering::Release),
            None => self.clear(id, held.job.bytes()).await,
        }
    }

    /// Removes the files, and gives back the room that they took.
    async fn clear(&self, id: &str, taken: u64) {
        let folder = self.path(id);
        match blocking(move || fs::remove_dir_all(&folder)).await {
            Ok(()) => self.room.give_back(taken),
            // Its room stays taken until the next start.
            Err(_) => warn!(%id, "the files of an export could not be removed"),
        }
    }
}

/// So many people pass before the progress is told anew.
const PROGRESS_EVERY: usize = 10;

/// Removes the lines that were written so far.
fn remove_files(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "ndjson") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Which kinds there are in a bulk export. The trail is not for others, and a file is fetched by itself.
pub(super) fn exported(of_patients: bool) -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(move |kind| match kind {
        Kind::AuditEvent | Kind::Binary | Kind::Subscription => false,
        Kind::Questionnaire => !of_patients,
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_being_made_when_the_server_died_is_known_and_its_files_are_gone() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join(FOLDER);
        let keep = |id: &str, state: State| {
            let job = Job {
                account: 1,
                request: "http://here/fhir/$export".into(),
                kinds: vec!["Patient".into()],
                of_patients: false,
                since: None,
                at: 5,
                attempts: 1,
                state,
            };
            make_private_folder(&folder.join(id)).unwrap();
            fs::write(folder.join(id).join("Patient-1.ndjson"), "{}\n").unwrap();
            job.keep(&folder.join(id)).unwrap();
            job
        };
        let file = files::Finished {
            kind: "Patient".into(),
            name: "Patient-1.ndjson".into(),
            count: 1,
            bytes: 3,
        };
        let begun = keep("x-1", State::Begun);
        let done = keep("x-2", State::Done { at: 1, files: vec![file] });
        fs::create_dir(folder.join("x-3")).unwrap();
        let exports = Exports::open(data.path(), &Exchange::default()).unwrap();
        assert_eq!(exports.find(1, "x-1").unwrap().job, begun);
        assert_eq!(exports.find(1, "x-2").unwrap().job, done);
        assert_eq!(exports.find(2, "x-2").unwrap_err().status(), 404, "somebody else's");
        let there = |path: &str| folder.join(path).exists();
        assert!(!there("x-1/Patient-1.ndjson") && there("x-2/Patient-1.ndjson") && !there("x-3"));
    }

    #[tokio::test]
    async fn what_nobody_came_for_goes() {
        let data = tempfile::tempdir().unwrap();
        let exports = Arc::new(Exports::open(data.path(), &Exchange::default()).unwrap());
        let job = |at| Job {
            account: 1,
            request: String::new(),
            kinds: Vec::new(),
            of_patients: false,
            since: None,
            at: 0,
            attempts: 1,
            state: State::Done { at, files: Vec::new() },
        };
        for (id, at) in [("old", 0), ("new", wall_ms())] {
            fs::create_dir(exports.path(id)).unwrap();
            let held = Held { job: job(at), run: None, progress: String::new() };
            exports.held().insert(id.into(), held);
        }
        let (_stop, stopping) = watch::channel(true);
        exports.clone().sweep(stopping).await;
        assert_eq!(exports.held().keys().collect::<Vec<_>>(), ["new"]);
        assert!(!exports.path("old").exists() && exports.path("new").exists());
    }
}
