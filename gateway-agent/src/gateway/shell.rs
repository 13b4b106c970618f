//! The loop between the agent and the world: one input at a time, its effects, then the next.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};
use tracing::{error, info, warn};
use vitals::GatewayId;
use wire::{Frame, GatewayKey, Ledger, WireReading};

use super::monitors::Monitors;
use super::report::Report;
use super::steady::Steady;
use super::upkeep::Upkeep;
use super::{GatewayStatus, Saved, fresh};
use crate::agent::{Agent, Effect, Input, Standing};
use crate::clock::Clock;
use crate::disk;
use crate::error::chain;
use crate::spool::{Spool, SpoolError, SpoolNote};
use crate::uplink::{Link, News, Wanted};

/// Readings that want to be saved, and who waits for it.
pub(super) struct Offer {
    pub(super) readings: Vec<WireReading>,
    pub(super) answer: oneshot::Sender<Result<Saved, Arc<SpoolError>>>,
}

/// What others may watch.
pub(super) type Watched = (watch::Receiver<GatewayStatus>, watch::Receiver<Report>);

pub(super) struct Shell {
    pub(super) gateway: GatewayId,
    key: GatewayKey,
    pub(super) clock: Clock,
    pub(super) started: Instant,
    pub(super) agent: Agent,
    /// Taken only while a thread works on it.
    pub(super) spool: Option<Spool>,
    pub(super) link: Option<Link>,
    /// A new incarnation that could not be made yet: its first record, and when to try again.
    pub(super) renewal: Option<(u64, Instant)>,
    pub(super) upkeep: Upkeep,
    mailbox: mpsc::Receiver<Offer>,
    news: mpsc::Receiver<News>,
    status: watch::Sender<GatewayStatus>,
}

/// What the disk gave for some effects.
#[derive(Default)]
struct Done {
    /// Frames with their connection's generation; `None` if it could not be read.
    frames: Vec<(u64, Option<Vec<u8>>)>,
    oldest: Option<u64>,
    /// The first record of the incarnation that is to begin.
    renew: Option<u64>,
}

impl Shell {
    pub(super) fn new(
        gateway: GatewayId,
        key: GatewayKey,
        mut spool: Spool,
        clock: Clock,
        monitors: Monitors,
        (mailbox, news): (mpsc::Receiver<Offer>, mpsc::Receiver<News>),
    ) -> (Self, watch::Sender<Wanted>, Watched) {
        report(&gateway, &mut spool);
        let standing = standing(&gateway, &spool);
        let wanted = watch::Sender::new(status(&standing, true, &Report::default()));
        let (reports, reported) = watch::channel(Report::default());
        let steady = Steady::new(Duration::ZERO, clock.now());
        let (told, watched) = watch::channel(GatewayStatus {
            incarnation: standing.incarnation,
            connected: false,
            durable: standing.durable,
            stored: standing.stored,
        });
        let shell = Self {
            gateway,
            key,
            clock,
            started: Instant::now(),
            agent: Agent::resume(standing),
            spool: Some(spool),
            link: None,
            renewal: None,
            upkeep: Upkeep::new(monitors, steady, reports),
            mailbox,
            news,
            status: told,
        };
        (shell, wanted, (watched, reported))
    }

    /// Works until nobody can offer anything any more.
    pub(super) async fn run(mut self, wanted: watch::Sender<Wanted>) {
        loop {
            let wake = self.wake_at();
            tokio::select! {
                offer = self.mailbox.recv() => match offer {
                    Some(offer) => self.save(offer, &wanted).await,
                    None => return,
                },
                Some(news) = self.news.recv() => self.hear(news, &wanted).await,
                () = sleep_until(wake) => {
                    if self.upkeep.due() <= Instant::now() {
                        self.keep_up(&wanted).await;
                    }
                    if let Some((first_seq, _)) = self.renewal.filter(|(_, at)| *at <= Instant::now()) {
                        self.renew(first_seq, &wanted).await;
                    }
                    self.handle(Input::Tick, &wanted).await;
                }
            }
            self.tell();
            self.note_link();
        }
    }

    fn wake_at(&self) -> Instant {
        let agent = self.agent.wake_at().map(|at| self.started + at);
        let renewal = self.renewal.map(|(_, at)| at);
        agent.into_iter().chain(renewal).fold(self.upkeep.due(), Instant::min)
    }

    /// Saves this offer together with all that wait behind it, with one `fdatasync`.
    async fn save(&mut self, first: Offer, wanted: &watch::Sender<Wanted>) {
        if let Some((first_seq, _)) = self.renewal {
            self.renew(first_seq, wanted).await;
        }
        self.make_room(wanted).await;
        let (mut effects, mut waiting) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some(Offer { readings, answer }) = next {
            let first_seq = self.agent.appended() + 1;
            for reading in readings {
                self.agent.handle(self.started.elapsed(), Input::Heard(reading), &mut effects);
            }
            let (incarnation, last_seq) =
                (self.agent.standing().incarnation, self.agent.appended());
            waiting.push((answer, Saved { incarnation, first_seq, last_seq }));
            next = (waiting.len() < OFFERS_AT_ONCE).then(|| self.mailbox.try_recv().ok()).flatten();
        }
        let appends = effects.extract_if(.., |effect| matches!(effect, Effect::Append(..)));
        let written = self.write(appends.collect()).await.map_err(Arc::new);
        self.upkeep.disk(written.as_ref().err().map(AsRef::as_ref));
        let input = match &written {
            Ok(durable) => Input::Durable(*durable),
            Err(error) => {
                error!(gateway = %self.gateway, error = %chain(error), "readings not saved");
                Input::NotDurable
            }
        };
        self.agent.handle(self.started.elapsed(), input, &mut effects);
        // Whoever waits for the answer, and then for the server to hold it, must not see an older
        // status and believe that it does.
        self.tell();
        for (answer, saved) in waiting {
            // Whoever asked may be gone, and the readings are saved all the same.
            let _ = answer.send(written.clone().map(|_| saved));
        }
        self.perform(effects, wanted).await;
    }

    /// Writes what the agent numbered; says up to where everything is durable.
    async fn write(&mut self, appends: Vec<Effect>) -> Result<u64, SpoolError> {
        if self.renewal.is_some() {
            return Err(SpoolError::Unusable);
        }
        let now = self.clock.now();
        self.with_spool(move |spool| {
            for effect in appends {
                let Effect::Append(seq, reading) = effect else { continue };
                match spool.append(&reading) {
                    // Both count from the same place by one; nothing may go on if they don't.
                    Ok(appended) => {
                        assert_eq!(appended, seq, "the agent and its spool count alike");
                    }
                    Err(error) => {
                        spool.discard();
                        return Err(error);
                    }
                }
            }
            spool.sync(now)
        })
        .await
    }

    async fn hear(&mut self, news: News, wanted: &watch::Sender<Wanted>) {
        let input = match news {
            News::Up(link) => {
                let generation = link.generation;
                self.link = Some(link);
                Input::LinkUp { generation }
            }
            News::Down { generation } => {
                self.link.take_if(|link| link.generation == generation);
                Input::LinkDown { generation }
            }
            News::Acked { generation } => Input::Acked { generation },
            News::Ledger(bytes) => match Ledger::decode(&bytes, &self.key) {
                Ok(ledger) => Input::Ledger(ledger),
                Err(error) => {
                    warn!(gateway = %self.gateway, %error, "not a ledger of ours");
                    return;
                }
            },
        };
        self.handle(input, wanted).await;
    }

    async fn handle(&mut self, input: Input, wanted: &watch::Sender<Wanted>) {
        let mut effects = Vec::new();
        self.agent.handle(self.started.elapsed(), input, &mut effects);
        self.perform(effects, wanted).await;
    }

    /// Does what the agent decided, and what follows from that.
    async fn perform(&mut self, mut effects: Vec<Effect>, wanted: &watch::Sender<Wanted>) {
        while !effects.is_empty() {
            let done = self.on_disk(std::mem::take(&mut effects)).await;
            let now = self.started.elapsed();
            for (generation, frame) in done.frames {
                let link = self.link.as_ref().filter(|link| link.generation == generation);
                let sent = frame.is_some_and(|frame| link.is_some_and(|link| link.publish(frame)));
                if !sent {
                    // Nothing will answer it. It is sent again when the server stays silent.
                    self.agent.handle(now, Input::Acked { generation }, &mut effects);
                }
            }
            if let Some(oldest) = done.oldest {
                self.agent.handle(now, Input::Forgotten { oldest }, &mut effects);
            }
            if let Some(first_seq) = done.renew {
                self.renew(first_seq, wanted).await;
                return;
            }
        }
    }

    async fn on_disk(&mut self, effects: Vec<Effect>) -> Done {
        let (gateway, key, now) = (self.gateway.clone(), self.key.clone(), self.clock.now());
        self.with_spool(move |spool| {
            let mut done = Done::default();
            for effect in effects {
                match effect {
                    Effect::Publish { generation, first_seq, last_seq } => {
                        let frame = match spool.read(first_seq, last_seq) {
                            Ok(readings) => {
                                let (gateway, incarnation) = (gateway.clone(), spool.incarnation());
                                let frame = Frame { gateway, incarnation, first_seq, readings };
                                Some(frame.encode(&key))
                            }
                            Err(error) => {
                                error!(%gateway, error = %chain(&error), "could not read the spool");
                                if !matches!(error, SpoolError::Disk { .. }) {
                                    done.renew = Some(spool.stored() + 1);
                                }
                                None
                            }
                        };
                        done.frames.push((generation, frame));
                    }
                    Effect::Release { stored, epoch } => {
                        done.oldest = Some(spool.release(stored, epoch, now));
                    }
                    Effect::Renew { first_seq, why } => {
                        warn!(%gateway, %why, "a new incarnation begins");
                        done.renew = Some(first_seq);
                    }
                    // `save` takes these out.
                    Effect::Append(..) => {}
                }
            }
            done
        })
        .await
    }

    /// Begins a new incarnation and lets a new agent take over, or plans to try again.
    async fn renew(&mut self, first_seq: u64, wanted: &watch::Sender<Wanted>) {
        let now = self.clock.now();
        match self.with_spool(move |spool| spool.renew(fresh(), first_seq, now)).await {
            Ok(()) => self.take_over(wanted),
            Err(error) => {
                error!(gateway = %self.gateway, error = %chain(&error), "no new incarnation yet");
                self.renewal = Some((first_seq, Instant::now() + RENEW_DELAY));
            }
        }
    }

    /// A new agent takes over where the spool stands.
    pub(super) fn take_over(&mut self, wanted: &watch::Sender<Wanted>) {
        // Made certain by `with_spool`: it is back.
        let Some(spool) = &self.spool else { return };
        self.agent = Agent::resume(standing(&self.gateway, spool));
        // The status names the incarnation, so there is a new connection for the new one.
        let said = self.say(wanted.borrow().connected);
        wanted.send_replace(said);
        (self.link, self.renewal) = (None, None);
    }

    /// Runs something with the spool where it may wait for the disk.
    pub(super) async fn with_spool<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Spool) -> T + Send + 'static,
    ) -> T {
        // Only this function takes it, and gives it back before it returns.
        let mut spool = self.spool.take().expect("the spool is here between calls");
        let (mut spool, done) = disk::blocking(move || {
            let done = work(&mut spool);
            (spool, done)
        })
        .await;
        report(&self.gateway, &mut spool);
        self.spool = Some(spool);
        done
    }

    fn tell(&self) {
        let standing = self.agent.standing();
        let status = GatewayStatus {
            incarnation: standing.incarnation,
            connected: self.link.is_some(),
            durable: standing.durable,
            stored: standing.stored,
        };
        self.status.send_if_modified(|told| std::mem::replace(told, status) != status);
    }
}

fn standing(gateway: &GatewayId, spool: &Spool) -> Standing {
    Standing {
        gateway: gateway.clone(),
        incarnation: spool.incarnation(),
        oldest: spool.oldest(),
        durable: spool.durable(),
        stored: spool.stored(),
        epoch: spool.epoch(),
    }
}

/// What `/status` says: a change of what it says offline makes a new connection.
pub(super) fn status(standing: &Standing, connected: bool, report: &Report) -> Wanted {
    let incarnation = standing.incarnation.to_string();
    let version = env!("CARGO_PKG_VERSION");
    let offline = json!({ "online": false, "incarnation": incarnation, "version": version });
    let mut online = report.details();
    online["online"] = true.into();
    online["incarnation"] = incarnation.into();
    online["version"] = version.into();
    Wanted { connected, online: online.to_string(), offline: offline.to_string() }
}

fn report(gateway: &GatewayId, spool: &mut Spool) {
    for note in spool.take_notes() {
        match &note {
            SpoolNote::TornTail { .. } => info!(%gateway, "{note}"),
            SpoolNote::Housekeeping(_) => warn!(%gateway, "{}", chain(&note)),
            SpoolNote::Renewed { .. } | SpoolNote::TakenBack { .. } => warn!(%gateway, "{note}"),
            SpoolNote::Damaged { .. }
            | SpoolNote::SegmentLeft(_)
            | SpoolNote::GivenUp { .. }
            | SpoolNote::OtherKey { .. } => {
                error!(%gateway, "{}", chain(&note));
            }
        }
    }
}

/// Offers that share one `fdatasync`.
const OFFERS_AT_ONCE: usize = 256;
const RENEW_DELAY: Duration = Duration::from_secs(5);
