//! Codes from an app beside a password, from outside and as an attacker would try them.

use std::time::{Duration, SystemTime};

use serde_json::json;
use tests::access::{HALFWAY, PASSWORD, account, cookie_of, form, link};
use tests::authenticator::{Authenticator, code};
use tests::http::{self, Answer};
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::Server;
use tests::wait;

const LIMIT: Duration = Duration::from_secs(20);

/// A server on which operators need a second factor.
struct Site {
    server: Server,
    _broker: Mosquitto,
    _scene: Scene,
}

impl Site {
    fn new() -> Self {
        let scene = Scene::new();
        let broker = Mosquitto::start(&scene);
        let more = "\n[access]\nsecond_factor = [\"operator\"]\n";
        let server = Server::start_with(&scene, broker.port(), &[], more);
        Self { server, _broker: broker, _scene: scene }
    }

    fn form(&self, path: &str, cookie: &str, body: &str) -> Answer {
        form(self.server.port(), path, &[("Cookie", cookie)], body).expect("an answer")
    }

    fn get(&self, path: &str, cookie: &str) -> Answer {
        let answer = http::send(self.server.port(), "GET", path, &[("Cookie", cookie)], "");
        answer.expect("an answer")
    }

    fn link(&self, name: &str, role: &str) -> String {
        link(self.server.config(), name, &[role], &[]).expect("a link")
    }

    /// Signs in by the password; gives the cookie of who is halfway.
    fn halfway(&self, name: &str) -> String {
        let answer = self.password(name);
        assert_eq!(answer.status, 303, "{}", text(&answer));
        let half = cookie_of(&answer).expect("a cookie");
        assert!(half.starts_with(HALFWAY), "{half}");
        half
    }

    fn password(&self, name: &str) -> Answer {
        let body = format!("name={}&password={PASSWORD}", name.replace(' ', "+"));
        self.form("/signin", "", &body)
    }

    fn bring(&self, half: &str, code: &str) -> Answer {
        self.form("/signin/second", half, &format!("code={code}"))
    }

    /// Sends a form of "How I sign in".
    fn own(&self, path: &str, session: &str, code: &str) -> Answer {
        let token = between(&text(&self.get("/keys", session)), "name=\"token\" value=\"", "\"");
        self.form(path, session, &format!("token={token}&code={code}"))
    }

    /// Waits until the trail says this of somebody.
    fn told(&self, who: &str, what: &str) {
        wait::until(&format!("{what:?} of {who} in the trail"), LIMIT, || {
            let trail = self.server.page("/api/audit");
            let mut records = trail["records"].as_array()?.iter();
            records.find(|record| record["what"] == what && record["who"] == who).map(drop)
        });
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

fn between(text: &str, before: &str, after: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).expect("an end").0.to_owned()
}

fn letters(page: &str) -> String {
    between(page, "<code>", "</code>")
}

fn recovery(page: &str) -> Vec<String> {
    let codes = page.split("<code>").skip(1).filter_map(|part| part.split_once("</code>"));
    codes.map(|(code, _)| code.to_owned()).collect()
}

fn now_s() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs()
}

#[test]
fn an_operator_sets_codes_up_after_the_password_and_each_counts_once() {
    let site = Site::new();
    let link = site.link("Olu Ade", "operator");
    let answer = site.form(&link, "", &format!("password={PASSWORD}"));
    assert_eq!(answer.status, 303, "{}", text(&answer));
    let half = cookie_of(&answer).expect("a cookie");
    assert_eq!(site.get("/api/ops", &half).status, 401, "halfway is nowhere");
    let page = text(&site.get("/signin/second", &half));
    let letters = letters(&page);
    assert!(page.contains("<svg") && letters.len() == 39, "{page}");
    let wrong = site.bring(&half, "000000");
    assert_eq!(wrong.status, 401);
    assert!(text(&wrong).contains("This code is wrong"), "{}", text(&wrong));
    let first = code(&letters, now_s());
    let done = site.bring(&half, &first);
    let recovery = recovery(&text(&done));
    assert_eq!((done.status, recovery.len()), (200, 10), "{}", text(&done));
    let session = cookie_of(&done).expect("a session");
    assert_eq!(site.get("/api/ops", &session).status, 200);
    assert_eq!(site.bring(&half, &first).status, 303, "nobody is halfway any more");

    let half = site.halfway("Olu Ade");
    assert!(!text(&site.get("/signin/second", &half)).contains(&letters), "never shown again");
    assert_eq!(site.bring(&half, &first).status, 401, "a code counts once");
    let next = code(&letters, now_s() + 30);
    let done = site.bring(&half, &next);
    assert_eq!(done.status, 303, "a clock may be half a minute ahead: {}", text(&done));
    assert_eq!(site.get("/api/ops", &cookie_of(&done).expect("a session")).status, 200);
    let half = site.halfway("Olu Ade");
    assert_eq!(site.bring(&half, &next).status, 401, "what was overheard");
    assert_eq!(site.bring(&half, &recovery[3].to_uppercase()).status, 303, "a recovery code");
    let half = site.halfway("Olu Ade");
    assert_eq!(site.bring(&half, &recovery[3]).status, 401, "once");
    assert_eq!(site.bring(&half, &recovery[4]).status, 303);
    site.told("Olu Ade", "set up codes");
    site.told("Olu Ade", "signed in with a recovery code");
    site.told("Olu Ade", "wrong code");

    let store = std::fs::read(site.server.data().join("access.sqlite")).expect("the store");
    let log = std::fs::read(site.server.data().join("access.sqlite-wal")).unwrap_or_default();
    let plain = recovery[5].replace('-', "");
    for kept in [letters.as_str(), &letters.replace(' ', ""), recovery[5].as_str(), &plain] {
        let in_it = |file: &[u8]| file.windows(kept.len()).any(|part| part == kept.as_bytes());
        assert!(!in_it(&store) && !in_it(&log), "{kept} is kept");
    }

    let half = site.halfway("Olu Ade");
    let out = account(site.server.config(), "reset", "Olu Ade", &[]).expect("it runs");
    assert!(out.status.success());
    assert_eq!(site.bring(&half, &recovery[6]).status, 303, "a new link ends what was halfway");
    assert_eq!(site.password("Olu Ade").status, 401);
}

#[test]
fn who_guesses_codes_waits_and_has_to_type_the_password_again() {
    let site = Site::new();
    let link = site.link("Olu Ade", "operator");
    let half = cookie_of(&site.form(&link, "", &format!("password={PASSWORD}"))).expect("a cookie");
    let statuses: Vec<u16> = (0..8).map(|_| site.bring(&half, "000000").status).collect();
    assert!(statuses.starts_with(&[401; 3]) && statuses.contains(&429), "{statuses:?}");
    let again = site.halfway("Olu Ade");
    let told = site.bring(&again, "000000");
    assert_eq!(told.status, 429, "the right password forgets nothing");
    assert!(told.head.to_lowercase().contains("retry-after: "), "{}", told.head);
}

#[test]
fn who_needs_no_second_factor_sets_codes_up_and_takes_them_away() {
    let site = Site::new();
    let link = site.link("Ben Cole", "clinician");
    let session = cookie_of(&site.form(&link, "", &format!("password={PASSWORD}")));
    let session = session.expect("a session at once");
    assert_eq!(site.get("/api/worklist", &session).status, 200);
    let page = text(&site.own("/keys/codes/new", &session, ""));
    let secret = letters(&page);
    assert_eq!(site.own("/keys/codes", &session, "000000").status, 401);
    let done = site.own("/keys/codes", &session, &code(&secret, now_s()));
    let codes = recovery(&text(&done));
    assert_eq!((done.status, codes.len()), (200, 10), "{}", text(&done));
    assert!(text(&site.get("/keys", &session)).contains("10 recovery codes are left."));
    site.halfway("Ben Cole");
    let refused = site.own("/keys/codes/new", &session, "");
    assert_eq!(refused.status, 401, "who leaves a page open leaves no secret");
    assert_eq!(site.own("/keys/codes/removals", &session, "000000").status, 401);
    assert_eq!(site.own("/keys/codes/removals", &session, &codes[0]).status, 303);
    let whole = cookie_of(&site.password("Ben Cole")).expect("a session");
    assert_eq!(site.get("/api/worklist", &whole).status, 200);
    let forged = site.form("/keys/codes/new", &session, "token=wrong");
    assert_eq!(forged.status, 403);
}

#[test]
fn a_passkey_is_two_factors_and_a_password_beside_it_sets_nothing_up() {
    let site = Site::new();
    let link = site.link("Olu Ade", "operator");
    let half = cookie_of(&site.form(&link, "", &format!("password={PASSWORD}"))).expect("a cookie");
    let secret = letters(&text(&site.get("/signin/second", &half)));
    // Whoever has the password begins, too, and waits with a secret of their own.
    let attacker = site.halfway("Olu Ade");
    let theirs = letters(&text(&site.get("/signin/second", &attacker)));
    let done = site.bring(&half, &code(&secret, now_s()));
    let (session, codes) = (cookie_of(&done).expect("a session"), recovery(&text(&done)));
    let late = site.bring(&attacker, &code(&theirs, now_s()));
    assert_eq!(late.status, 303, "{}", text(&late));
    assert!(!late.head.contains("hearthwatch="), "codes that are there stay: {}", late.head);

    let needed = site.own("/keys/codes/removals", &session, &codes[0]);
    assert_eq!(needed.status, 403, "their role needs them");
    let (host, origin) = host(&site);
    let ask = |path: &str, body: &serde_json::Value| {
        let headers = [
            ("Content-Type", "application/json"),
            ("Host", host.as_str()),
            ("Origin", origin.as_str()),
            ("Cookie", session.as_str()),
        ];
        http::send(site.server.port(), "POST", path, &headers, &body.to_string())
            .expect("an answer")
    };
    let asked = ask("/api/passkeys/challenges", &json!({})).taken();
    let (mut device, made) = Authenticator::make(&asked, &origin, "key");
    assert_eq!(ask("/api/passkeys", &made).status, 204);
    assert_eq!(site.own("/keys/codes/removals", &session, &codes[0]).status, 303);
    let refused = site.password("Olu Ade");
    assert_eq!(refused.status, 403, "the password alone");
    assert!(text(&refused).contains("sign in with your passkey"), "{}", text(&refused));
    let asked = ask("/signin/passkey/challenges", &json!({})).taken();
    assert_eq!(ask("/signin/passkey", &device.sign(&asked, &origin)).status, 200);
}

fn host(site: &Site) -> (String, String) {
    let host = format!("localhost:{}", site.server.port());
    let origin = format!("http://{host}");
    (host, origin)
}
