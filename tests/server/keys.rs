//! Passkeys, from outside and as an attacker would try them.

use serde_json::{Value, json};
use tests::access::{account, enter, form, link};
use tests::authenticator::Authenticator;
use tests::http::{self, Answer};
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server};

/// A server with one patient, asked by its name: browsers have no passkeys for numbers.
struct Site {
    server: Server,
    _broker: Mosquitto,
    _scene: Scene,
}

impl Site {
    fn new() -> Self {
        let scene = Scene::new();
        let broker = Mosquitto::start(&scene);
        let server = Server::start(&scene, broker.port(), &[Known::numbered(1)]);
        Self { server, _broker: broker, _scene: scene }
    }

    fn origin(&self) -> String {
        format!("http://localhost:{}", self.server.port())
    }

    fn let_in(&self, name: &str, role: &str, patients: &[&str]) -> String {
        let link = link(self.server.config(), name, &[role], patients).expect("a link");
        enter(self.server.port(), &link).expect("a session")
    }

    fn ask(&self, path: &str, cookie: &str, body: &Value) -> Answer {
        let (host, origin) = (format!("localhost:{}", self.server.port()), self.origin());
        let headers = [
            ("Content-Type", "application/json"),
            ("Host", host.as_str()),
            ("Origin", origin.as_str()),
            ("Cookie", cookie),
        ];
        let answer = http::send(self.server.port(), "POST", path, &headers, &body.to_string());
        answer.expect("an answer")
    }

    fn add(&self, cookie: &str, name: &str) -> (Authenticator, Value) {
        let asked = self.ask("/api/passkeys/challenges", cookie, &json!({})).taken();
        let (device, made) = Authenticator::make(&asked, &self.origin(), name);
        let added = self.ask("/api/passkeys", cookie, &made);
        assert_eq!(added.status, 204, "{}", text(&added));
        (device, made)
    }

    fn challenge(&self) -> Value {
        self.ask("/signin/passkey/challenges", "", &json!({})).taken()
    }

    fn sign_in(&self, signed: &Value) -> Answer {
        self.ask("/signin/passkey", "", signed)
    }

    /// Signs in by a passkey as a browser would.
    fn by(&self, device: &mut Authenticator) -> Answer {
        let signed = device.sign(&self.challenge(), &self.origin());
        self.sign_in(&signed)
    }

    fn page(&self, path: &str, cookie: &str) -> Answer {
        let page = http::send(self.server.port(), "GET", path, &[("Cookie", cookie)], "");
        page.expect("an answer")
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[test]
fn a_passkey_signs_in_whom_it_belongs_to_until_it_is_removed() {
    let site = Site::new();
    let cookie = site.let_in("Dilys Evans", "patient", &["p-0001"]);
    let (mut device, made) = site.add(&cookie, "Dilys's phone");
    assert_eq!(site.ask("/api/passkeys", &cookie, &made).status, 422, "a challenge counts once");
    let page = text(&site.page("/keys", &cookie));
    assert!(page.contains("Dilys&#39;s phone") && page.contains("Not used yet."), "{page}");

    let answer = site.by(&mut device);
    assert_eq!(answer.taken()["next"], "/me");
    let session = tests::access::cookie_of(&answer).expect("a session");
    assert_eq!(site.page("/me/p-0001", &session).status, 200);
    assert!(text(&site.page("/keys", &session)).contains("Last used: "));
    assert_eq!(site.server.told("signed in by a passkey")["who"], "Dilys Evans");
    assert_eq!(site.server.told("added a passkey: Dilys's phone")["object"], "Dilys Evans");

    let page = text(&site.page("/keys", &session));
    let token = between(&page, "name=\"token\" value=\"", "\"");
    let id = between(&page, "name=\"passkey\" value=\"", "\"");
    let remove = |token: &str, cookie: &str| {
        let body = format!("token={token}&passkey={id}");
        form(site.server.port(), "/keys/removals", &[("Cookie", cookie)], &body)
            .expect("an answer")
            .status
    };
    assert_eq!(remove("wrong", &session), 403);
    let gwen = site.let_in("Gwen Hart", "carer", &["p-0001"]);
    let hers = text(&site.page("/keys", &gwen));
    let hers = between(&hers, "name=\"token\" value=\"", "\"");
    assert_eq!(remove(&hers, &gwen), 404, "somebody else's is nobody's");
    assert_eq!(remove(&token, &session), 303);
    assert_eq!(site.by(&mut device).status, 401);
    assert_eq!(site.server.told("removed a passkey: Dilys's phone")["who"], "Dilys Evans");
    assert_eq!(site.server.told("sign in by a passkey")["outcome"], "denied");
}

fn between(text: &str, before: &str, after: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).expect("an end").0.to_owned()
}

#[test]
fn what_was_signed_before_elsewhere_or_by_a_copy_lets_nobody_in() {
    let site = Site::new();
    let cookie = site.let_in("Ann Moss", "care_manager", &[]);
    let (mut device, _) = site.add(&cookie, "key");
    let origin = site.origin();
    let signed = device.sign(&site.challenge(), &origin);
    assert_eq!(site.sign_in(&signed).status, 200);
    assert_eq!(site.sign_in(&signed).status, 401, "what was overheard");

    let elsewhere = device.sign(&site.challenge(), "https://evil.example");
    assert_eq!(site.sign_in(&elsewhere).status, 401, "another page's");
    let invented = json!({ "challenge": "A".repeat(43), "rp_id": "localhost" });
    assert_eq!(site.sign_in(&device.sign(&invented, &origin)).status, 401);
    let mut other = device.sign(&site.challenge(), &origin);
    other["user_id"] = json!("A".repeat(43));
    assert_eq!(site.sign_in(&other).status, 401, "another person's");
    let mut changed = device.sign(&site.challenge(), &origin);
    changed["signature"] = json!("MAYCAQECAQE");
    assert_eq!(site.sign_in(&changed).status, 401);
    let adding = site.ask("/api/passkeys/challenges", &cookie, &json!({})).taken();
    assert_eq!(site.sign_in(&device.sign(&adding, &origin)).status, 401, "asked for another end");

    assert_eq!(site.by(&mut device).status, 200);
    device.counter -= 1;
    assert_eq!(site.by(&mut device).status, 401, "a copy that lags");
    let told = site.server.told("sign in by a passkey: its counter went back");
    assert_eq!((&told["who"], &told["outcome"]), (&json!("Ann Moss"), &json!("denied")));
    assert_eq!(site.by(&mut device).status, 200, "the one that counts on goes on");

    let ben = site.let_in("Ben Cole", "clinician", &[]);
    let asked = site.ask("/api/passkeys/challenges", &ben, &json!({})).taken();
    let (_, his) = Authenticator::make(&asked, &origin, "his");
    assert_eq!(site.ask("/api/passkeys", &cookie, &his).status, 422, "somebody else's challenge");
    let evil = Authenticator::make(&asked, "https://evil.example", "evil").1;
    assert_eq!(site.ask("/api/passkeys", &ben, &evil).status, 422);
    assert_eq!(site.ask("/api/passkeys", "", &his).status, 401, "nobody adds one");

    let out = account(site.server.config(), "reset", "Ann Moss", &[]).expect("it runs");
    assert!(out.status.success());
    assert_eq!(site.by(&mut device).status, 401, "a new link ends what there was before");
}

#[test]
fn who_tries_many_passkeys_waits() {
    let site = Site::new();
    let cookie = site.let_in("Ann Moss", "care_manager", &[]);
    let (mut device, _) = site.add(&cookie, "key");
    let invented = json!({ "challenge": "A".repeat(43), "rp_id": "localhost" });
    let signed = device.sign(&invented, &site.origin());
    let statuses: Vec<u16> = (0..40).map(|_| site.sign_in(&signed).status).collect();
    assert!(statuses.starts_with(&[401; 30]) && statuses.ends_with(&[429]), "{statuses:?}");
    assert_eq!(site.ask("/signin/passkey/challenges", "", &json!({})).status, 429);
}
