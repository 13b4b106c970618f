//! The access matrix: each route × each kind of asker × their own object and another's, on a real server.
//! It comes from the table of routes, so a route that is added is in it.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::table;
use crate::access::audit::Outcome;
use crate::access::{Account, Need, NewAccount, Right, Role, Roles, Row, Scope};
use crate::config::Config;
use crate::server::{Server, ServerClock, Shared};

/// Somebody who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asker {
    Anonymous,
    Is(Role),
    /// A program with a token for this.
    Token(usize),
    /// Was signed in, and is so no more.
    SignedOut,
    /// Was taken out.
    Removed,
    /// Comes with a token that was revoked.
    Revoked,
    /// Comes with a cookie that the server never gave.
    Invented,
    /// Comes with somebody's session in the place of a token.
    SessionAsToken,
}

pub(super) const OWN: &str = "p-0001";
pub(super) const OTHER: &str = "p-0002";
const NOBODY: &str = "nobody with this id is cared for here";

const ASKERS: [Asker; 14] = [
    Asker::Anonymous,
    Asker::Is(Role::Patient),
    Asker::Is(Role::Carer),
    Asker::Is(Role::Clinician),
    Asker::Is(Role::CareManager),
    Asker::Is(Role::Operator),
    Asker::Token(0),
    Asker::Token(1),
    Asker::Token(2),
    Asker::SignedOut,
    Asker::Removed,
    Asker::Revoked,
    Asker::Invented,
    Asker::SessionAsToken,
];

/// What should come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Open,
    SignInFirst,
    NotAllowed,
    NobodyLikeThat,
}

impl Asker {
    /// Worked out from the right alone; that rights fit roles is `right.rs`' test.
    fn expected(self, row: &Row, patient: &str) -> Answer {
        let may = match (row.need, self) {
            (Need::Nothing | Need::Word, _) => return Answer::Open,
            (Need::SignedIn, Self::Is(_) | Self::Token(_)) => true,
            (Need::Has(right), Self::Is(role)) => {
                right.granted_to(&Roles::of([role]).expect("a role is roles")).is_some()
            }
            (Need::Has(right), Self::Token(place)) => right.is_in(&[Scope::ALL[place]]),
            (_, _) => return Answer::SignInFirst,
        };
        let sees_named = matches!(self, Self::Is(Role::Patient | Role::Carer));
        match may {
            false => Answer::NotAllowed,
            true if sees_named && is_about_a_patient(row) && patient == OTHER => {
                Answer::NobodyLikeThat
            }
            true => Answer::Open,
        }
    }
}

fn is_about_a_patient(row: &Row) -> bool {
    ["/api/patients/{id}", "/me/{id}"].iter().any(|start| row.path.starts_with(start))
}

pub(super) struct Site {
    pub(super) shared: Shared,
    pub(super) address: SocketAddr,
    accounts: BTreeMap<Role, Account>,
}

impl Site {
    pub(super) async fn new(shared: Shared, address: SocketAddr) -> Self {
        let mut accounts = BTreeMap::new();
        for role in Role::ALL {
            let patients = if role.is_for_patients() { vec![OWN.parse().unwrap()] } else { vec![] };
            let name = format!("Test {}", role.words()).parse().unwrap();
            let new = NewAccount::of(name, Roles::of([role]).unwrap(), patients).unwrap();
            accounts.insert(role, shared.access.add(&new, "test").await.unwrap().account);
        }
        Self { shared, address, accounts }
    }

    /// A new session of somebody.
    pub(super) async fn session(&self, role: Role) -> String {
        let from = [127, 0, 0, 1].into();
        let secret = self.shared.access.begin(&self.accounts[&role], "signed in", from).await;
        secret.unwrap().reveal().to_owned()
    }

    async fn token(&self, scope: Scope) -> (i64, String) {
        let account = &self.accounts[&Role::Integrator];
        let life = Duration::from_secs(60);
        let made = self.shared.access.add_token(account, "test", &[scope], life, "test").await;
        let (id, secret, _) = made.unwrap();
        (id, secret.reveal().to_owned())
    }

    /// The header that an asker comes with; fresh, because the last cell may have signed them out.
    async fn header(&self, asker: Asker) -> String {
        let cookie = |secret: &str| format!("Cookie: hearthwatch={secret}\r\n");
        let bearer = |secret: &str| format!("Authorization: Bearer {secret}\r\n");
        let access = &self.shared.access;
        match asker {
            Asker::Anonymous => String::new(),
            Asker::Is(role) => cookie(&self.session(role).await),
            Asker::Token(place) => bearer(&self.token(Scope::ALL[place]).await.1),
            Asker::SignedOut => {
                let secret = self.session(Role::CareManager).await;
                let actor = access.of_session(&secret, [127, 0, 0, 1].into()).await.unwrap();
                access.sign_out(&actor.expect("signed in"), false).await.unwrap();
                cookie(&secret)
            }
            Asker::Removed => {
                let roles = Roles::of([Role::CareManager, Role::Operator]).unwrap();
                let new = NewAccount::of("Gone Soon".parse().unwrap(), roles, vec![]).unwrap();
                let account = access.add(&new, "test").await.unwrap().account;
                let secret = access.begin(&account, "x", [127, 0, 0, 1].into()).await.unwrap();
                access.remove(&account, "test").await.unwrap();
                cookie(secret.reveal())
            }
            Asker::Revoked => {
                let (id, secret) = self.token(Scope::Records).await;
                access.revoke(id, "test").await.unwrap();
                bearer(&secret)
            }
            Asker::Invented => cookie(&"A".repeat(43)),
            Asker::SessionAsToken => bearer(&self.session(Role::CareManager).await),
        }
    }

    async fn ask(&self, row: &Row, asker: Asker, patient: &str) -> (u16, String) {
        let path = row.path.replace("/api/patients/{id}", &format!("/api/patients/{patient}"));
        let path = path.replace("/me/{id}", &format!("/me/{patient}"));
        let path =
            path.replace("{id}", "1-1").replace("{event}", "1-1-1").replace("{contact}", "1.1");
        let path = path.replace("{thing}", "d-1");
        let path = path.replace("{name}", "nobody at all").replace(' ', "%20");
        let path = path.replace("{kind}", "Observation").replace("{version}", "1");
        let path = path.replace("{hash}", "00").replace("{view}", "draft");
        let path = path.replace("{code}", "none").replace("{*path}", "none.js");
        assert!(!path.contains('{'), "the matrix knows no example for {path}");
        let address = self.address;
        let request = format!(
            "{} {path} HTTP/1.0\r\nHost: {address}\r\nOrigin: http://{address}\r\n{}\
             Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}",
            row.method,
            self.header(asker).await,
        );
        tokio::task::spawn_blocking(move || exchange(address, &request)).await.unwrap()
    }
}

/// The status, and the beginning of the body: a feed has no end.
fn exchange(address: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let (mut text, mut bytes) = (String::new(), [0; 4096]);
    while text.len() < 4096 {
        match stream.read(&mut bytes) {
            Ok(0) | Err(_) => break,
            Ok(count) => text.push_str(&String::from_utf8_lossy(&bytes[..count])),
        }
        if text.contains("text/event-stream") {
            break;
        }
    }
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_default(), text)
}

pub(super) async fn started() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "listen = \"127.0.0.1:0\"\nbroker_listen = \"127.0.0.1:0\"\ndata = {:?}\n\
         [[patients]]\nid = \"{OWN}\"\n[[patients]]\nid = \"{OTHER}\"\n",
        folder.path().join("data")
    );
    let config = Config::parse(&text, |_| None).unwrap();
    let server = Server::start(config, ServerClock::start(1.0, None), None).await.unwrap();
    (folder, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_every_asker_as_the_table_says_and_every_denial_is_in_the_trail() {
    let (_folder, server) = started().await;
    let site = Site::new(server.shared().clone(), server.address()).await;
    let (_, rows) = table(site.shared.clone()).into_parts();
    let (mut cells, mut denied, mut wrong) = (0, 0, Vec::new());
    for (row, _) in &rows {
        let patients = if is_about_a_patient(row) { [OWN, OTHER].as_slice() } else { &[OWN] };
        for (asker, patient) in
            ASKERS.into_iter().flat_map(|asker| patients.iter().map(move |of| (asker, *of)))
        {
            let expected = asker.expected(row, patient);
            let (status, text) = site.ask(row, asker, patient).await;
            let got = match status {
                401 => Answer::SignInFirst,
                // Another's account is refused, too, after the right was found.
                403 => Answer::NotAllowed,
                404 if text.contains(NOBODY) => Answer::NobodyLikeThat,
                _ => Answer::Open,
            };
            cells += 1;
            denied += usize::from(expected != Answer::Open);
            let is_enter = row.path.starts_with("/enter") || row.path == "/signin";
            if got != expected && !(is_enter && got == Answer::SignInFirst) || status >= 500 {
                wrong.push(format!(
                    "{} {} {asker:?} {patient}: {status}, expected {expected:?}",
                    row.method, row.path
                ));
            }
        }
    }
    println!("access matrix: {} routes, {cells} cells, {denied} denied", rows.len());
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    let (entries, _) = site.shared.access.audit.head();
    let trail = site.shared.access.audit.newest(None, None, usize::try_from(entries).unwrap());
    let written = trail
        .unwrap()
        .iter()
        .filter(|(_, record)| record.outcome == Outcome::Denied && record.what != "sign in")
        .count();
    assert!(written >= denied, "{denied} denials, {written} in the trail");
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}

/// The table as a person reads it: a change of who may what is a difference in this file.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_what_is_written_down_where_a_change_is_seen() {
    let (_folder, server) = started().await;
    let (_, rows) = table(server.shared().clone()).into_parts();
    let mut lines: Vec<String> = rows.iter().map(|(row, _)| line(row)).collect();
    lines.sort();
    let found = lines.join("\n") + "\n";
    let kept = include_str!("rights.txt");
    assert_eq!(found, kept, "write this into api/src/routes/rights.txt if it is meant:\n{found}");
    server.run_until(std::future::ready(())).await.unwrap();
}

fn line(row: &Row) -> String {
    let who = match row.need {
        Need::Nothing => "anybody".to_owned(),
        Need::Word => "another server, with its signed word".to_owned(),
        Need::SignedIn => "whoever is signed in".to_owned(),
        Need::Has(right) => whom(right),
    };
    format!("{:6} {:42} {who}", row.method.as_str(), row.path).trim_end().to_owned()
}

fn whom(right: Right) -> String {
    let roles = Role::ALL
        .into_iter()
        .filter(|role| Roles::of([*role]).is_some_and(|roles| right.granted_to(&roles).is_some()));
    let scopes = Scope::ALL.into_iter().filter(|scope| right.is_in(&[*scope]));
    let roles = roles.map(|role| role.key().to_owned());
    roles.chain(scopes.map(|scope| format!("token:{}", scope.key()))).collect::<Vec<_>>().join(", ")
}
