//! Signing in, rights and the trail, from outside and as an attacker would try them.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::access::{self, PASSWORD, account, cookie_of, enter, form, link};
use tests::demo::Demo;
use tests::http::{self, Answer};
use tests::mosquitto::Mosquitto;
use tests::scene::Scene;
use tests::server::{Known, Server, run};
use tests::wait;

const LIMIT: Duration = Duration::from_secs(20);

/// A server with two patients, and what tests do on it.
struct Site {
    server: Server,
    _broker: Mosquitto,
    _scene: Scene,
}

impl Site {
    fn new() -> Self {
        let scene = Scene::new();
        let broker = Mosquitto::start(&scene);
        let known = [1, 2].map(|number| Known::numbered(number).with_json());
        let server = Server::start(&scene, broker.port(), &known);
        Self { server, _broker: broker, _scene: scene }
    }

    fn port(&self) -> u16 {
        self.server.port()
    }

    /// Lets somebody in and signs them in; gives the cookie.
    fn let_in(&self, name: &str, role: &str, patients: &[&str]) -> String {
        let link = link(self.server.config(), name, &[role], patients).expect("a link");
        enter(self.port(), &link).expect("a session")
    }

    fn sign_in(&self, name: &str, password: &str) -> Answer {
        let body = format!("name={}&password={password}", name.replace(' ', "+"));
        form(self.port(), "/signin", &[], &body).expect("an answer")
    }

    /// Asks with a header, as somebody or not.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let origin = format!("http://127.0.0.1:{}", self.port());
        let mut all = vec![("Content-Type", "application/json")];
        if !headers.iter().any(|(name, _)| *name == "Origin") {
            all.push(("Origin", origin.as_str()));
        }
        all.extend(headers.iter().filter(|(_, value)| !value.is_empty()));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        http::send(self.port(), method, path, &all, &body).expect("an answer")
    }

    fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask("GET", path, &[("Cookie", cookie)], &Value::Null)
    }

    #[track_caller]
    fn check(&self, path: &str, cookie: &str, status: u16) {
        let answer = self.get(path, cookie);
        assert_eq!(answer.status, status, "{path}: {}", text(&answer));
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[test]
fn the_first_account_comes_from_the_command_line_with_a_link_that_works_once() {
    let site = Site::new();
    let config = site.server.config();
    let path = link(config, "Ann Moss", &["care_manager"], &[]).expect("a link");
    let page = http::send(site.port(), "GET", &path, &[], "").expect("a page");
    assert!(page.status == 200 && text(&page).contains("Hello, Ann Moss"), "{}", text(&page));
    let weak = form(site.port(), &path, &[], "password=short").expect("an answer");
    assert_eq!(weak.status, 422, "a weak password leaves the link as it is");
    let cookie = enter(site.port(), &path).expect("a session");
    site.check("/api/worklist", &cookie, 200);
    let again = form(site.port(), &path, &[], &format!("password={PASSWORD}")).expect("an answer");
    assert_eq!(again.status, 404, "once");
    assert!(text(&again).contains("does not work any more"));

    assert_eq!(site.sign_in("ann moss", PASSWORD).status, 303, "capitals don't matter");
    let wrong = site.sign_in("Ann Moss", "zq-7-kwv-xyj-43");
    assert_eq!(wrong.status, 401);
    assert!(text(&wrong).contains("Name or password is wrong."));
    let nobody = site.sign_in("No Body", PASSWORD);
    assert_eq!(text(&nobody).replace("No Body", "Ann Moss"), text(&wrong), "names can't be told");

    let known = text_of(account(config, "list", "", &[]));
    assert!(known.contains("Ann Moss: care_manager"), "{known}");
    text_of(account(config, "reset", "Ann Moss", &[]));
    assert_eq!(site.sign_in("Ann Moss", PASSWORD).status, 401, "the old password counts no more");
    site.check("/api/worklist", &cookie, 401);
    assert_eq!(site.server.told("made a link")["who"], "command line");
    assert_eq!(site.server.told("added an account: care_manager")["object"], "Ann Moss");
    let store = std::fs::read(site.server.data().join("access.sqlite")).expect("the store");
    let secret = cookie.split_once('=').expect("a value").1;
    for kept in [secret, PASSWORD, path.trim_start_matches("/enter/")] {
        assert!(!store.windows(kept.len()).any(|part| part == kept.as_bytes()), "{kept} is kept");
    }
}

fn text_of(output: anyhow::Result<std::process::Output>) -> String {
    let output = output.expect("it runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_patient_sees_themselves_a_carer_whom_they_are_named_for_and_nobody_else() {
    let site = Site::new();
    let (one, other) = ("p-0001", "p-0002");
    let patient = site.let_in("Dilys Evans", "patient", &[one]);
    let carer = site.let_in("Gwen Hart", "carer", &[one]);
    for cookie in [&patient, &carer] {
        site.check(&format!("/api/patients/{one}/care"), cookie, 200);
        site.check(&format!("/me/{one}"), cookie, 200);
        for denied in [format!("/api/patients/{other}/care"), format!("/me/{other}")] {
            let refused = site.get(&denied, cookie);
            let unknown = site.get(&denied.replace(other, "p-9999"), cookie);
            assert_eq!(
                (refused.status, refused.body),
                (404, unknown.body),
                "as if nobody were there"
            );
        }
        for denied in ["/api/worklist", "/api/live", "/api/ops", "/api/audit", "/api/accounts"] {
            site.check(denied, cookie, 403);
        }
        site.check(&format!("/api/patients/{one}"), cookie, 403);
    }
    let answers = json!({ "questionnaire": "ketones", "answers": [{ "question": "vomiting", "answer": true }] });
    let path = format!("/api/patients/{other}/answers");
    assert_eq!(site.ask("POST", &path, &[("Cookie", &patient)], &answers).status, 404);

    site.server.page(&format!("/api/patients/{one}"));
    // Looks are written down within moments.
    for (who, what) in
        [(access::TESTER, "looked"), ("Gwen Hart", "looked"), ("Dilys Evans", "was refused")]
    {
        wait::until(&format!("{who:?}, who {what}, to be seen"), LIMIT, || {
            let looks = site.get(&format!("/api/patients/{one}/looks"), &patient).taken();
            let mut looks = looks.as_array()?.iter();
            looks.any(|look| look["who"] == who && look["what"] == what).then_some(())
        });
    }
    let page = text(&site.get(&format!("/me/{one}/looks"), &patient));
    assert!(page.contains(access::TESTER), "{page}");
    site.check(&format!("/me/{one}/looks"), &carer, 403);
    let trail = site.server.page(&format!("/api/audit?patient={other}"));
    assert!(
        trail["records"]
            .as_array()
            .is_some_and(|all| all.iter().all(|it| it["outcome"] == "denied"))
    );
}

#[test]
fn requests_of_other_sites_pages_and_with_forged_headers_change_nothing() {
    let site = Site::new();
    let cookie = site.let_in("Ann Moss", "care_manager", &[]);
    let put = |headers: &[(&str, &str)]| {
        let with = [&[("Cookie", cookie.as_str())], headers].concat();
        site.ask("DELETE", "/api/rules/draft", &with, &Value::Null).status
    };
    assert_eq!(put(&[]), 204);
    assert_eq!(put(&[("Origin", "http://evil.example")]), 403);
    assert_eq!(put(&[("Origin", "null")]), 403);
    assert_eq!(put(&[("Origin", "")]), 403, "no word about where it comes from");
    assert_eq!(put(&[("Sec-Fetch-Site", "cross-site")]), 403);
    assert_eq!(put(&[("Host", "evil.example")]), 403);
    let origin = format!("http://127.0.0.1:{}", site.port() - 1);
    assert_eq!(put(&[("Origin", &origin)]), 403, "another port is another origin");

    let patient = site.let_in("Dilys Evans", "patient", &["p-0001"]);
    for trick in [
        ("X-Original-URL", "/api/me"),
        ("X-Rewrite-URL", "/api/me"),
        ("X-HTTP-Method-Override", "GET"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-User", "Ann Moss"),
        ("Authorization", "Basic QW5uOm1vc3M="),
        ("Authorization", "Bearer null"),
    ] {
        let answer = site.ask("GET", "/api/worklist", &[("Cookie", &patient), trick], &Value::Null);
        assert!([401, 403].contains(&answer.status), "{trick:?}: {}", answer.status);
    }
    for path in [
        "/api/../api/worklist",
        "//api/worklist",
        "/api/worklist/",
        "/API/worklist",
        "/api/%77orklist",
        "/api/worklist;x=1",
    ] {
        assert_ne!(site.get(path, &patient).status, 200, "{path}");
    }
    let by = json!({ "by": "Dr Evans", "text": "" });
    let forged = site.ask("PUT", "/api/rota", &[("Cookie", &cookie)], &by);
    assert_eq!(forged.status, 403, "nobody acts in another's name: {}", text(&forged));
    let head = site.get("/signin", "").head.to_lowercase();
    for header in [
        "content-security-policy: default-src 'self'",
        "x-frame-options: deny",
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "referrer-policy: same-origin",
    ] {
        assert!(head.contains(header), "{header} in {head}");
    }
    assert!(!head.contains("unsafe-inline"), "{head}");
}

#[test]
fn a_session_is_new_at_sign_in_and_ends_everywhere_when_it_is_ended() {
    let site = Site::new();
    let path = link(site.server.config(), "Ann Moss", &["care_manager"], &[]).expect("a link");
    let fixed = format!("hearthwatch={}", "A".repeat(43));
    let body = format!("password={PASSWORD}");
    let entered = form(site.port(), &path, &[("Cookie", &fixed)], &body).expect("an answer");
    let first = cookie_of(&entered).expect("a session");
    assert_ne!(first, fixed, "what an attacker planted is not taken over");
    site.check("/api/me", &fixed, 401);
    for word in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(entered.head.contains(word), "{word}: {}", entered.head);
    }
    let second = cookie_of(&site.sign_in("Ann Moss", PASSWORD)).expect("a session");
    site.check("/api/me", &first, 200);
    let body = "name=Ann+Moss&password=".to_owned() + PASSWORD;
    let third = form(site.port(), "/signin", &[("Cookie", &first)], &body).expect("an answer");
    site.check("/api/me", &first, 401);
    let third = cookie_of(&third).expect("a session");

    let mut feed = feed(site.port(), &second);
    let out = |cookie: &str, everywhere: bool| {
        let wish = json!({ "everywhere": everywhere });
        site.ask("POST", "/api/signout", &[("Cookie", cookie)], &wish).status
    };
    assert_eq!(out(&third, false), 204);
    site.check("/api/me", &third, 401);
    site.check("/api/me", &second, 200);
    assert_eq!(out(&second, true), 204);
    site.check("/api/me", &second, 401);
    let began = Instant::now();
    let mut line = String::new();
    while feed.read_line(&mut line).expect("the feed ends") > 0 {
        line.clear();
        assert!(began.elapsed() < LIMIT, "the feed goes on after the session");
    }
    assert_eq!(site.server.told("signed out everywhere")["who"], "Ann Moss");
}

/// An open live feed.
fn feed(port: u16, cookie: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server is there");
    stream.set_read_timeout(Some(LIMIT)).expect("a socket");
    let request =
        format!("GET /api/live HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut feed = BufReader::new(stream);
    let mut line = String::new();
    feed.read_line(&mut line).expect("a status");
    assert!(line.contains("200"), "{line}");
    feed
}

#[test]
fn an_operator_runs_the_machine_and_sees_no_patient() {
    let site = Site::new();
    let cookie = site.let_in("Olu Ade", "operator", &[]);
    site.check("/api/ops", &cookie, 200);
    site.check("/metrics", &cookie, 200);
    for denied in [
        "/api/worklist",
        "/api/patients/p-0001",
        "/api/patients/p-0001/care",
        "/api/unclaimed",
        "/api/rules",
    ] {
        site.check(denied, &cookie, 403);
    }
    let mut feed = feed(site.port(), &cookie);
    let mut seen = String::new();
    while !seen.contains("event: beat") {
        assert!(feed.read_line(&mut seen).expect("a line") > 0);
    }
    assert!(seen.contains("\"rows\":[]") && !seen.contains("p-000"), "{seen}");
    let wish = json!({ "name": "Dilys Evans", "roles": ["patient"], "patients": ["p-0001"] });
    let refused = site.ask("POST", "/api/accounts", &[("Cookie", &cookie)], &wish);
    assert_eq!(refused.status, 403, "{}", text(&refused));
}

#[test]
fn nobody_gives_themselves_or_others_more_than_they_may() {
    let site = Site::new();
    let manager = site.let_in("Ann Moss", "care_manager", &[]);
    let operator = site.let_in("Olu Ade", "operator", &[]);
    let clinician = site.let_in("Ben Cole", "clinician", &[]);
    let add =
        |cookie: &str, wish: Value| site.ask("POST", "/api/accounts", &[("Cookie", cookie)], &wish);
    for role in ["operator", "care_manager", "integrator"] {
        assert_eq!(
            add(&manager, json!({ "name": "New One", "roles": [role] })).status,
            403,
            "{role}"
        );
    }
    let everything = json!({ "name": "New One", "roles": ["clinician", "operator"] });
    assert_eq!(add(&manager, everything).status, 403);
    assert_eq!(add(&clinician, json!({ "name": "New One", "roles": ["clinician"] })).status, 403);
    for wrong in [
        json!({ "name": "Ann (operator)", "roles": ["clinician"] }),
        json!({ "name": "<script>alert(1)</script>", "roles": ["clinician"] }),
        json!({ "name": "New One", "roles": ["patient"] }),
        json!({ "name": "New One", "roles": ["root"] }),
        json!({ "name": "New One", "roles": ["clinician"], "is_admin": true }),
        json!({ "name": "New One", "roles": ["patient", "clinician"], "patients": ["p-0001"] }),
    ] {
        assert_eq!(add(&manager, wrong.clone()).status, 400, "{wrong}");
    }
    let stranger = json!({ "name": "New One", "roles": ["patient"], "patients": ["p-9999"] });
    assert_eq!(add(&manager, stranger).status, 404);
    let patient = json!({ "name": "Dilys Evans", "roles": ["patient"], "patients": ["p-0001"] });
    let made = add(&manager, patient.clone());
    assert_eq!(made.status, 201, "{}", text(&made));
    assert_eq!(add(&manager, patient).status, 409, "a name is there once");
    let made = made.json().expect("JSON");
    let link = made["link"].as_str().expect("a link");
    assert!(made["qr"].as_array().is_some_and(|rows| rows.len() > 20), "{made}");
    let path = link[link.find("/enter/").expect("a path")..].to_owned();
    let dilys = enter(site.port(), &path).expect("a session");
    site.check("/me/p-0001", &dilys, 200);
    let gone =
        site.ask("DELETE", "/api/accounts/Dilys%20Evans", &[("Cookie", &manager)], &Value::Null);
    assert_eq!(gone.status, 204);
    site.check("/me/p-0001", &dilys, 401);
    let own = site.ask("DELETE", "/api/accounts/Ann%20Moss", &[("Cookie", &manager)], &Value::Null);
    assert_eq!(own.status, 403, "operators remove care managers");
    let own = site.ask("DELETE", "/api/accounts/Olu%20Ade", &[("Cookie", &operator)], &Value::Null);
    assert_eq!(own.status, 409, "nobody removes themselves");
}

#[test]
fn a_token_does_what_it_was_made_for_until_it_is_revoked() {
    let site = Site::new();
    let operator = site.let_in("Olu Ade", "operator", &[]);
    let post = |path: &str, wish: Value| site.ask("POST", path, &[("Cookie", &operator)], &wish);
    assert_eq!(
        post("/api/accounts", json!({ "name": "Prometheus", "roles": ["integrator"] })).status,
        201
    );
    let wish =
        |scopes: &[&str]| json!({ "account": "Prometheus", "label": "scrape", "scopes": scopes });
    assert_eq!(post("/api/tokens", wish(&["admin"])).status, 400);
    assert_eq!(post("/api/tokens", wish(&[])).status, 400);
    let mut own = wish(&["metrics"]);
    own["account"] = "Olu Ade".into();
    assert_eq!(post("/api/tokens", own).status, 400, "people have no tokens");
    let made = post("/api/tokens", wish(&["metrics"]));
    assert_eq!(made.status, 201, "{}", text(&made));
    let made = made.json().expect("JSON");
    let bearer = format!("Bearer {}", made["token"].as_str().expect("a token"));
    let ask = |method: &str, path: &str, origin: &str| {
        let headers = [("Authorization", bearer.as_str()), ("Origin", origin)];
        site.ask(method, path, &headers, &json!({})).status
    };
    assert_eq!(ask("GET", "/metrics", ""), 200);
    for path in ["/api/worklist", "/api/patients/p-0001", "/api/ops", "/api/accounts", "/api/audit"]
    {
        assert_eq!(ask("GET", path, ""), 403, "{path}");
    }
    assert_eq!(ask("POST", "/api/tokens", ""), 403, "a token makes no token");
    assert_eq!(ask("GET", "/metrics", "http://evil.example"), 403);
    let listed = site.get("/api/tokens", &operator).taken();
    assert!(!listed.to_string().contains(made["token"].as_str().expect("a token")), "shown once");
    let path = format!("/api/tokens/{}", made["id"]);
    assert_eq!(site.ask("DELETE", &path, &[("Cookie", &operator)], &Value::Null).status, 204);
    assert_eq!(ask("GET", "/metrics", ""), 401);
}

#[test]
fn who_guesses_passwords_waits_and_keeps_nobody_else_out() {
    let site = Site::new();
    site.let_in("Ann Moss", "care_manager", &[]);
    site.let_in("Ben Cole", "clinician", &[]);
    let (mut refused, mut waits) = (0, 0);
    for _ in 0..1000 {
        match site.sign_in("Ann Moss", "not-her-password").status {
            401 => refused += 1,
            429 => waits += 1,
            other => panic!("{other}"),
        }
    }
    assert!(refused <= 20, "{refused} of 1000 were looked at");
    assert_eq!(refused + waits, 1000);
    let told = site.sign_in("Ann Moss", PASSWORD);
    assert_eq!(told.status, 429);
    assert!(told.head.to_lowercase().contains("retry-after: "), "{}", told.head);
    assert!(text(&told).contains("Too many wrong tries"), "{}", text(&told));
    assert_eq!(site.sign_in("Ben Cole", PASSWORD).status, 303, "the same address, another name");
    assert_eq!(site.server.told("sign in")["outcome"], "denied");
}

#[test]
fn what_is_in_the_trail_is_checked_and_a_changed_byte_is_found() {
    let mut site = Site::new();
    let verified = site.server.verify();
    let entries = verified["audit"]["entries"].as_u64().expect("a number");
    assert!(entries > 0, "{verified:#}");
    let trail = site.server.page("/api/audit");
    assert!(
        trail["entries"].as_u64() >= Some(entries) && trail["head_hash"].is_string(),
        "{trail:#}"
    );
    site.server.stop();
    let folder = site.server.data().join("audit");
    let files =
        std::fs::read_dir(&folder).expect("the trail").map(|file| file.expect("a file").path());
    let segment = files.max_by_key(|file| file.metadata().map_or(0, |it| it.len())).expect("one");
    let bytes = std::fs::read(&segment).expect("it is there");
    let name = access::TESTER.as_bytes();
    let place = bytes.windows(name.len()).position(|part| part == name).expect("the name");
    let mut changed = bytes.clone();
    changed[place] ^= 1;
    std::fs::write(&segment, changed).expect("it is written");
    let found = run(&["verify", "--data"], site.server.data());
    assert_eq!(found.status.code(), Some(1));
    let told = String::from_utf8_lossy(&found.stderr).into_owned();
    assert!(told.contains("audit trail does not verify"), "{told}");
}

#[test]
fn a_demo_lets_everybody_in_with_a_click_and_nothing_else_does() {
    let scene = Scene::new();
    let demo = Demo::start(&scene, &["--homes", "30", "--history-days", "2"]);
    let page = text(&http::send(demo.port(), "GET", "/signin", &[], "").expect("a page"));
    assert!(page.contains("This is a demo"), "{page}");
    for role in ["patient", "carer", "clinician", "care_manager", "operator"] {
        let cookie = access::click(demo.port(), role).expect("a session");
        let me = http::send(demo.port(), "GET", "/api/me", &[("Cookie", &cookie)], "");
        assert_eq!(me.expect("an answer").taken()["roles"], json!([role]));
    }
    let site = Site::new();
    assert!(!text(&site.get("/signin", "")).contains("demo"));
    let refused = form(site.port(), "/signin/demo", &[], "role=care_manager").expect("an answer");
    assert_eq!(refused.status, 404);
}

#[test]
fn a_patient_has_a_page_without_a_script_and_a_form_without_its_token_is_refused() {
    let scene = Scene::new();
    let demo = Demo::start(&scene, &["--homes", "30", "--speed", "60"]);
    let cookie = access::click(demo.port(), "patient").expect("a session");
    let get = |path: &str| {
        let page =
            http::send(demo.port(), "GET", path, &[("Cookie", &cookie)], "").expect("a page");
        (page.status, page.head.clone(), text(&page))
    };
    let (status, head, _) = get("/me");
    assert_eq!(status, 303);
    let path =
        head.lines().find_map(|line| line.strip_prefix("location: ")).expect("a place").to_owned();
    let (status, _, page) = get(&path);
    assert_eq!(status, 200);
    for words in ["Hello, Dilys", "Nobody watches this page all the time", "Your last readings"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // Two scripts from here, which keep what can't be sent; nothing inline.
    let scripts = page.matches("<script").count();
    let is_there = |name: &str| page.contains(&format!("<script src=\"/{name}\" defer></script>"));
    assert!(scripts == 2 && is_there("outbox.js") && is_there("me.js"));
    assert!(page.len() < 20_000);
    let (_, _, questions) = get(&format!("{path}/questions"));
    assert!(questions.contains("No questions wait for you") || questions.contains("<fieldset>"));
    let stale = form(
        demo.port(),
        &format!("{path}/questions"),
        &[("Cookie", &cookie)],
        "token=x&questionnaire=copd",
    );
    assert_eq!(stale.expect("an answer").status, 403, "a form without its token");
}
