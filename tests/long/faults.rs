//! What can happen to one part, drawn from the seed.

use std::process::Command;
use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;

/// What happens to the server, or to the broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blow {
    /// `kill -9`, and dead for so long.
    Kill(Duration),
    /// Stopped where it is, for so long, and then on.
    Stop(Duration),
    /// The disk is full for so long.
    Full(Duration),
    /// The file system dies under it, with what wasn't synced.
    PowerCut,
    /// A `fdatasync` fails.
    SyncFails,
    /// The clock of its machine is so many seconds ahead from now on, or behind.
    Jump(i64),
}

/// What happens to a gateway's link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Open connections are forgotten, and nobody is told.
    Forget,
    /// So do new ones, for so long.
    Swallow(Duration),
    /// What the broker says waits for so long.
    Hold(Duration),
    /// Connections are reset after so many bytes, for so long.
    Reset(u64, Duration),
    /// Nothing is connected for so long: offline, then a flood.
    Offline(Duration),
    /// Packets are lost for so long.
    Lossy(Duration),
}

impl Blow {
    /// Draws what happens to the server. Not every volume can be full or cut.
    pub(crate) fn to_server(random: &mut StdRng, has_volume: bool) -> Self {
        match random.random_range(0..20) {
            0 | 1 => Self::Stop(ms(random, 100..1_500)),
            2 if has_volume => Self::Full(ms(random, 200..1_500)),
            3..=6 if has_volume => Self::PowerCut,
            7 => Self::SyncFails,
            8 | 9 => Self::Jump(random.random_range(-JUMP_S..=JUMP_S)),
            _ => Self::Kill(ms(random, 0..400)),
        }
    }

    /// Draws what happens to a broker.
    pub(crate) fn to_broker(random: &mut StdRng) -> Self {
        match random.random_range(0..8) {
            0 => Self::Stop(ms(random, 100..2_000)),
            _ => Self::Kill(ms(random, 0..500)),
        }
    }
}

impl Trouble {
    /// Draws what happens to a link. Not every network can lose packets.
    pub(crate) fn draw(random: &mut StdRng, has_loss: bool) -> Self {
        match random.random_range(0..8) {
            0 => Self::Forget,
            1 => Self::Swallow(ms(random, 300..4_000)),
            2 => Self::Hold(ms(random, 300..3_000)),
            3 | 4 => Self::Reset(random.random_range(50..3_000), ms(random, 500..4_000)),
            5 | 6 if has_loss => Self::Lossy(ms(random, 1_000..6_000)),
            _ => Self::Offline(ms(random, 1_000..12_000)),
        }
    }
}

/// Jumps go so far, s. A question that waits 15 minutes for its answer must not have waited so long: in the
/// undisturbed run it has not.
const JUMP_S: i64 = 60;
/// A gateway's clock jumps so far, s: it says only when something was heard. A monitor's own time counts.
const GATEWAY_JUMP_S: i64 = 3_600;

/// How far ahead a gateway's clock is from now on, or behind, s.
pub(crate) fn gateway_jump(random: &mut StdRng) -> i64 {
    random.random_range(-GATEWAY_JUMP_S..=GATEWAY_JUMP_S)
}

/// So long a part lives before the next blow.
pub(crate) fn ms(random: &mut StdRng, range: std::ops::Range<u64>) -> Duration {
    Duration::from_millis(random.random_range(range))
}

/// Sends a signal to one process of ours; one that is gone needs none.
pub(crate) fn signal(id: Option<u32>, name: &str) {
    if let Some(id) = id {
        let sent = Command::new("kill").args([name, &id.to_string()]).output();
        assert!(sent.is_ok(), "kill can be started");
    }
}

/// The next `fdatasync` of a process fails with EIO. False where nothing can be injected.
pub(crate) fn fail_sync(id: Option<u32>) -> bool {
    let Some(id) = id else { return false };
    let mut command = Command::new("timeout");
    command.args(["1.5", "strace", "-qq", "-f", "-o", "/dev/null", "-p", &id.to_string()]);
    command.args(["-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=1"]);
    command.output().is_ok_and(|output| output.stderr.is_empty())
}
