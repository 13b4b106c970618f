//! A network of the run's own: a namespace with a loopback, in which packets on the way to a port and back
//! are lost.

use std::io::Write;
use std::process::{Command, ExitCode, Stdio};

/// Says to the process inside that it is.
const INSIDE: &str = "HEARTHWATCH_OWN_NETWORK";
/// Two packets in five are lost, either way; what TCP makes of it is its own affair.
const RULES: &str = "table inet loss {
  set ports { type inet_service; }
  chain lossy {
    type filter hook input priority 0; policy accept;
    tcp dport @ports numgen random mod 100 < 40 drop
    tcp sport @ports numgen random mod 100 < 40 drop
  }
}
";

/// Runs this program again in a network of its own, to its end; none if that is where it is, or if there
/// can be none.
pub(crate) fn enter() -> Option<ExitCode> {
    if has_loss() {
        prepare();
        return None;
    }
    let works = "ip link set lo up && nft list ruleset";
    if !unshared().args(["sh", "-c", works]).output().is_ok_and(|tried| tried.status.success()) {
        println!("NOT TESTED: lost packets; that needs root, unshare, ip and nft");
        return None;
    }
    let program = std::env::current_exe().expect("a running program has a path");
    let mut command = unshared();
    let ran = command.arg(program).args(std::env::args().skip(1)).env(INSIDE, "yes").status();
    let ran = ran.expect("it could be started a moment ago");
    Some(if ran.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether packets can be lost here.
pub(crate) fn has_loss() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Begins to lose packets of connections to this port, or ends it.
pub(crate) fn lose(port: u16, begins: bool) {
    let verb = if begins { "add" } else { "delete" };
    let element = format!("{{ {port} }}");
    run(Command::new("nft").args([verb, "element", "inet", "loss", "ports", &element]));
}

fn prepare() {
    run(Command::new("ip").args(["link", "set", "lo", "up"]));
    let mut nft = Command::new("nft");
    let mut nft = nft.args(["-f", "-"]).stdin(Stdio::piped()).spawn().expect("nft was there");
    let mut rules = nft.stdin.take().expect("it is piped");
    rules.write_all(RULES.as_bytes()).expect("nft reads its rules");
    drop(rules);
    assert!(nft.wait().is_ok_and(|status| status.success()), "nft takes the rules");
}

fn unshared() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--net", "--"]);
    command
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().expect("it was there a moment ago");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
