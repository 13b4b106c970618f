//! The circle around a patient through the real server: who sees and does what, once, and in which order.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};

use super::matrix::{OTHER, OWN, Site, started};
use crate::access::Role;

const HOUR_MS: i64 = 3_600_000;
/// What somebody might type who means harm.
const SCRIPT: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

/// An answer, whole.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }
}

pub(super) async fn send(
    site: &Site,
    role: Role,
    method: &str,
    path: &str,
    kind: &str,
    body: &[u8],
) -> Answer {
    let (address, cookie) = (site.address, site.session(role).await);
    let head = format!(
        "{method} {path} HTTP/1.0\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
         Cookie: hearthwatch={cookie}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let request = [head.as_bytes(), body].concat();
    tokio::task::spawn_blocking(move || exchange(address, &request)).await.unwrap()
}

fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(60))).unwrap();
    stream.write_all(request).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer has a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

pub(super) async fn ask(site: &Site, role: Role, method: &str, path: &str, body: &Value) -> Answer {
    let path = format!("/api/patients/{OWN}{path}");
    send(site, role, method, &path, "application/json", body.to_string().as_bytes()).await
}

async fn page(site: &Site, role: Role, path: &str) -> Answer {
    send(site, role, "GET", &format!("/me/{OWN}{path}"), "text/plain", b"").await
}

async fn upload(site: &Site, role: Role, name: &str, bytes: &[u8], key: &str) -> Answer {
    let start = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n{key}\r\n--XX\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/html\r\n\r\n"
    );
    let body = [start.as_bytes(), bytes, b"\r\n--XX--\r\n"].concat();
    let path = format!("/api/patients/{OWN}/documents");
    send(site, role, "POST", &path, "multipart/form-data; boundary=XX", &body).await
}

fn soon(site: &Site) -> i64 {
    site.shared.clock.now_ms() + 48 * HOUR_MS
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_back_and_forth_with_receipts_and_counts_once() {
    let (_folder, server) = started().await;
    let site = Site::new(server.shared().clone(), server.address()).await;
    let first = json!({ "subject": "Tablets", "text": SCRIPT, "key": "k-1" });
    for _ in 0..2 {
        let sent = ask(&site, Role::Patient, "POST", "/messages", &first).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        assert_eq!(sent.json()["threads"][0]["messages"].as_array().unwrap().len(), 1);
    }
    let unread = |site: &Site| {
        let patient = OWN.parse().unwrap();
        site.shared.pipeline.board().read(|_, people| people[&patient].unread.len())
    };
    assert_eq!(unread(&site), 1);
    let seen = ask(&site, Role::Clinician, "GET", "/messages", &json!({})).await.json();
    let thread = seen["threads"][0]["id"].clone();
    assert_eq!((&seen["unread"], unread(&site)), (&json!(1), 1), "looking isn't reading");
    let answer = json!({ "thread": thread, "text": "Since when?" });
    let answered = ask(&site, Role::Clinician, "POST", "/messages", &answer).await.json();
    assert_eq!((&answered["unread"], unread(&site)), (&json!(0), 0), "who answers has read");
    // The patient's page shows all of it, as text, and is the receipt.
    let shown = page(&site, Role::Patient, "/messages").await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("Since when?") && shown.body.contains("Read by Test clinician"));
    assert!(!shown.body.contains("<script>alert") && !shown.body.contains("<img src=x"));
    let seen = ask(&site, Role::Clinician, "GET", "/messages", &json!({})).await.json();
    let read = &seen["threads"][0]["messages"][1]["read"][0];
    assert_eq!(read["by"], "Test patient");
    // It wasn't opened to carers.
    let carer = ask(&site, Role::Carer, "GET", "/messages", &json!({})).await.json();
    assert_eq!(carer["threads"], json!([]));
    let push = json!({ "thread": thread, "text": "hello" });
    assert_eq!(ask(&site, Role::Carer, "POST", "/messages", &push).await.status, 404);
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixty_four_who_book_a_clinician_at_once_one_gets_the_time() {
    let (_folder, server) = started().await;
    let site = std::sync::Arc::new(Site::new(server.shared().clone(), server.address()).await);
    let start = soon(&site);
    let mut booking = tokio::task::JoinSet::new();
    for place in 0..64_i64 {
        let site = site.clone();
        booking.spawn(async move {
            let patient = if place % 2 == 0 { OWN } else { OTHER };
            // All of them overlap each other.
            let body =
                json!({ "starts_at": start + place % 10 * 60_000, "with": "Test clinician" });
            let path = format!("/api/patients/{patient}/appointments");
            let body = body.to_string();
            send(&site, Role::Clinician, "POST", &path, "application/json", body.as_bytes()).await
        });
    }
    let answers = booking.join_all().await;
    let of = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(200), of(409)), (1, 63));
    assert!(answers.iter().all(|answer| answer.status == 200
        || answer.body.contains("Test clinician has another appointment at that time")));
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_is_asked_for_offered_agreed_moved_and_called_off() {
    let (_folder, server) = started().await;
    let site = Site::new(server.shared().clone(), server.address()).await;
    let begun = json!({ "starts_at": soon(&site), "note": SCRIPT });
    let asked = ask(&site, Role::Patient, "POST", "/appointments", &begun).await.json();
    let id = asked[0]["id"].as_str().unwrap().to_owned();
    assert_eq!((&asked[0]["stand"], &asked[0]["with"]), (&json!("requested"), &json!("")));
    let steps = format!("/appointments/{id}/steps");
    let step = async |role, body: Value| ask(&site, role, "POST", &steps, &body).await;
    let offered = step(
        Role::Clinician,
        json!({ "do": "propose", "version": 1, "starts_at": soon(&site) + HOUR_MS, "place": "by phone" }),
    );
    assert_eq!(offered.await.json()[0]["with"], "Test clinician");
    // Who looked at the page before that is told who was first.
    let stale = step(Role::Patient, json!({ "do": "cancel", "version": 1 })).await;
    assert_eq!((stale.status, &stale.json()["by"]), (409, &json!("Test clinician (clinician)")));
    assert_eq!(step(Role::Carer, json!({ "do": "confirm", "version": 2 })).await.status, 403);
    let agreed = step(Role::Patient, json!({ "do": "confirm", "version": 2 })).await.json();
    assert_eq!(agreed[0]["stand"], "confirmed");
    let shown = page(&site, Role::Patient, "/appointments").await;
    assert!(shown.body.contains("This is fixed.") && shown.body.contains("by phone"));
    assert!(!shown.body.contains("<script>alert") && !shown.body.contains("<img src=x"));
    let file = page(&site, Role::Patient, &format!("/appointments/{id}")).await;
    assert!(file.head.contains("content-type: text/calendar"), "{}", file.head);
    assert!(
        file.body.contains("STATUS:CONFIRMED\r\n") && file.body.contains("LOCATION:by phone\r\n")
    );
    let over = step(Role::Patient, json!({ "do": "cancel", "version": 3 })).await.json();
    assert_eq!(over[0]["stand"], "cancelled");
    assert_eq!(step(Role::Clinician, json!({ "do": "propose", "version": 4 })).await.status, 409);
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_what_its_bytes_say_and_is_never_shown_by_the_browser() {
    let (folder, server) = started().await;
    let site = Site::new(server.shared().clone(), server.address()).await;
    for _ in 0..2 {
        let sent =
            upload(&site, Role::Patient, "../Groß%0D%0A.html", b"%PDF-1.7 letter", "k-1").await;
        assert_eq!(sent.status, 201, "{}", sent.body);
        assert_eq!(
            (&sent.json()["kind"], &sent.json()["name"]),
            (&json!("application/pdf"), &json!("Groß.pdf"))
        );
    }
    let all = ask(&site, Role::Patient, "GET", "/documents", &json!({})).await.json();
    assert_eq!(all.as_array().unwrap().len(), 1, "sent twice under one key");
    let id = all[0]["id"].as_str().unwrap().to_owned();
    let got = page(&site, Role::Patient, &format!("/documents/{id}")).await;
    assert_eq!((got.status, got.body.as_str()), (200, "%PDF-1.7 letter"));
    for line in [
        "content-disposition: attachment; filename=\"gro_.pdf\"; filename*=utf-8''gro%c3%9f.pdf",
        "content-type: application/pdf",
        "x-content-type-options: nosniff",
    ] {
        assert!(got.head.contains(line), "{line} in {}", got.head);
    }
    for (bytes, status) in [
        (b"<html><script>alert(1)</script>".as_slice(), 415),
        (b"MZ\x90\0", 415),
        (b"", 400),
        (&[b'a'; 10 * 1024 * 1024 + 1], 413),
    ] {
        let sent = upload(&site, Role::Patient, "a.pdf", bytes, "").await;
        assert_eq!(sent.status, status, "{} bytes: {}", bytes.len(), sent.body);
    }
    assert_eq!(upload(&site, Role::Carer, "a.txt", b"hello", "").await.status, 403);
    // A carer gets what goes with a message that they see, and nothing else.
    let path = format!("/documents/{id}");
    assert_eq!(page(&site, Role::Carer, &path).await.status, 404);
    let open = json!({ "subject": "letter", "text": "see", "document": id, "carers": true });
    assert_eq!(ask(&site, Role::Patient, "POST", "/messages", &open).await.status, 200);
    assert_eq!(page(&site, Role::Carer, &path).await.status, 200);
    let missing = json!({ "subject": "x", "text": "y", "document": "d-none" });
    assert_eq!(ask(&site, Role::Patient, "POST", "/messages", &missing).await.status, 404);
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
    // Whole in a copy, and missed where it is missing.
    let data = folder.path().join("data");
    let copy = folder.path().join("copy");
    crate::backup::run(&data, &copy).await.unwrap();
    let verified = |data: std::path::PathBuf| async {
        tokio::task::spawn_blocking(move || crate::verify::run(&data)).await.unwrap()
    };
    assert_eq!(verified(copy.clone()).await.unwrap().documents, 1);
    std::fs::remove_dir_all(copy.join("documents")).unwrap();
    let error = verified(copy).await.unwrap_err().to_string();
    assert!(error.contains(&id), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_document_that_staff_take_out_is_in_the_trail_with_its_name() {
    let (_folder, server) = started().await;
    let site = Site::new(server.shared().clone(), server.address()).await;
    let sent = upload(&site, Role::Patient, "letter.pdf", b"%PDF-1.7 letter", "").await;
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/patients/{OWN}/documents/{id}");
    let cookie = site.session(Role::Clinician).await;
    let looked = format!("/api/patients/{OWN}/documents");
    // One session, within the ten minutes in which looks are told once.
    for path in [&looked, &path, &path] {
        let (address, path) = (site.address, path.clone());
        let request = format!(
            "GET {path} HTTP/1.0\r\nHost: {address}\r\nCookie: hearthwatch={cookie}\r\n\r\n"
        );
        let get = move || exchange(address, request.as_bytes());
        assert_eq!(tokio::task::spawn_blocking(get).await.unwrap().status, 200);
    }
    let address = format!("/api/audit?patient={OWN}&who=Test%20clinician");
    let trail = send(&site, Role::CareManager, "GET", &address, "text/plain", b"").await.json();
    let records = trail["records"].as_array().unwrap();
    let objects = records.iter().map(|record| record["object"].as_str().unwrap_or_default());
    assert_eq!(objects.collect::<Vec<_>>(), [&path, &path, &looked]);
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_medicine_is_settled_by_a_clinician_and_a_dose_is_told_once() {
    let (_folder, server) = started().await;
    let site = Site::new(server.shared().clone(), server.address()).await;
    let now = site.shared.clock.now_ms();
    // A time of the day that comes within the next two hours, in UTC as the roster says nothing else.
    let minute = (now / 60_000 + 30) % (24 * 60);
    let time = format!("{:02}:{:02}", minute / 60, minute % 60);
    let new = json!({ "name": SCRIPT, "dose": "40 mg", "times": [time], "note": "with water" });
    assert_eq!(ask(&site, Role::Patient, "POST", "/medicines", &new).await.status, 403);
    let wrong = json!({ "name": "furosemide", "dose": "1.0 mg", "times": [] });
    assert_eq!(ask(&site, Role::Clinician, "POST", "/medicines", &wrong).await.status, 400);
    let lines = ask(&site, Role::Clinician, "POST", "/medicines", &new).await.json();
    let id = lines[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ask(&site, Role::Clinician, "POST", "/medicines", &new).await.status, 409);
    let shown = page(&site, Role::Patient, "/medicines").await;
    // Near midnight it is due tomorrow.
    let words = format!("Every day at {time}. with water");
    assert!(shown.body.contains(&words), "{}", shown.body);
    assert!(!shown.body.contains("<script>alert") && !shown.body.contains("<img src=x"));
    let due_at = (now / 60_000 + 30) * 60_000;
    let doses = format!("/medicines/{id}/doses");
    let off = json!({ "due_at": due_at + 60_000, "taken": true });
    assert_eq!(ask(&site, Role::Patient, "POST", &doses, &off).await.status, 400);
    let no_reason = json!({ "due_at": due_at, "taken": false });
    assert_eq!(ask(&site, Role::Patient, "POST", &doses, &no_reason).await.status, 400);
    let taken = json!({ "due_at": due_at, "taken": true });
    assert_eq!(ask(&site, Role::Carer, "POST", &doses, &taken).await.status, 200);
    let second = ask(&site, Role::Patient, "POST", &doses, &taken).await;
    assert_eq!(second.status, 409);
    assert!(second.body.contains("Test carer said so first"), "{}", second.body);
    // Whom it harms says so: the rules decide, and the journal knows who said it.
    let effect = json!({ "questionnaire": "side_effect", "answers": [
        { "question": "effect_breathing", "answer": true },
        { "question": "effect_bad", "answer": false },
    ] });
    assert_eq!(ask(&site, Role::Carer, "POST", "/answers", &effect).await.status, 200);
    let patient = OWN.parse().unwrap();
    let alerts = site.shared.pipeline.board().read(|_, people| {
        let alerts = people[&patient].alerts.values();
        alerts.map(|alert| (alert.problem.name().to_owned(), alert.severity)).collect::<Vec<_>>()
    });
    assert_eq!(alerts, [("side_effect".to_owned(), risk_engine::outcome::Severity::Emergency)]);
    let answers = site.shared.pipeline.care().answers_of(&patient, 1).await.unwrap();
    assert_eq!(answers[0].by.as_deref(), Some("Test carer"));
    let stopped =
        json!({ "name": "x", "dose": "40 mg", "times": [], "stopped": true, "version": 1 });
    let path = format!("/medicines/{id}");
    assert_eq!(ask(&site, Role::Clinician, "PUT", &path, &stopped).await.status, 200);
    assert_eq!(ask(&site, Role::Clinician, "PUT", &path, &stopped).await.status, 409, "stale");
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}
