//! `multipart/form-data` as browsers send forms with a file (RFC 7578), read from a body that is there whole.
//! Strict: what isn't just that form is refused.

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub(crate) name: String,
    /// What the file is called, if it is one.
    pub(crate) file: Option<String>,
    pub(crate) bytes: &'a [u8],
}

/// No form of ours has more.
const FIELDS_MAX: usize = 20;
const HEAD_BYTES_MAX: usize = 4096;

/// The boundary that a content type names.
pub(crate) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, rest) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let named = named.trim_matches('"');
    let fits =
        (1..=70).contains(&named.len()) && named.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    fits.then_some(named)
}

/// The fields in their order; none if it isn't such a form.
pub(crate) fn fields<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Field<'a>>> {
    let first = format!("--{boundary}");
    let next = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes())?;
    let mut fields = Vec::new();
    loop {
        if let Some(end) = rest.strip_prefix(b"--") {
            return (end.is_empty() || end == b"\r\n").then_some(fields);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let head_end = find(&rest[..rest.len().min(HEAD_BYTES_MAX)], b"\r\n\r\n")?;
        let (name, file) = head(std::str::from_utf8(&rest[..head_end]).ok()?)?;
        rest = &rest[head_end + 4..];
        let end = find(rest, next.as_bytes())?;
        fields.push(Field { name, file, bytes: &rest[..end] });
        if fields.len() > FIELDS_MAX {
            return None;
        }
        rest = &rest[end + next.len()..];
    }
}

/// What a part's head calls its field and its file.
fn head(text: &str) -> Option<(String, Option<String>)> {
    let line = text.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-disposition").then_some(value.trim())
    })?;
    let rest = line.strip_prefix("form-data")?;
    Some((parameter(rest, "; name=\"")?, parameter(rest, "; filename=\"")))
}

/// A quoted value. Browsers write quotes and line ends in it as `%22`, `%0D`, `%0A`.
fn parameter(text: &str, start: &str) -> Option<String> {
    let rest = &text[text.find(start)? + start.len()..];
    let value = &rest[..rest.find('"')?];
    Some(value.replace("%22", "\"").replace("%0D", "").replace("%0A", ""))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut from = 0;
    // Looks for the first byte, which is quick, and then at the rest.
    while let Some(place) = bytes.get(from..)?.iter().position(|byte| *byte == wanted[0]) {
        let at = from + place;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--not\r\n\
        --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.pdf\"\r\n\
        Content-Type: text/html\r\n\r\n%PDF-\r\n--XX--\r\n";

    #[test]
    fn a_form_is_read_as_browsers_send_it() {
        let fields = fields(FORM.as_bytes(), "XX").unwrap();
        let text = Field { name: "text".into(), file: None, bytes: b"hello\r\n--not" };
        let file = Field { name: "file".into(), file: Some("a \"b\".pdf".into()), bytes: b"%PDF-" };
        assert_eq!(fields, [text, file]);
        let check = |given, expected| assert_eq!(boundary(given), expected, "{given}");
        check("multipart/form-data; boundary=----WebKitAbc", Some("----WebKitAbc"));
        check("multipart/form-data; charset=utf-8; boundary=\"q\"", Some("q"));
        check("application/json", None);
        check("multipart/form-data; boundary=", None);
        check("multipart/mixed; boundary=q", None);
    }

    #[test]
    fn what_is_cut_short_or_odd_is_refused_and_nothing_panics() {
        for cut in 0..FORM.len() - 2 {
            assert_eq!(fields(&FORM.as_bytes()[..cut], "XX"), None, "cut at {cut}");
        }
        assert_eq!(fields(FORM.as_bytes(), "XY"), None);
        for at in 0..FORM.len() {
            let mut spoiled = FORM.as_bytes().to_vec();
            spoiled[at] ^= 0x55;
            let _ = fields(&spoiled, "XX");
        }
        let many = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n".repeat(50);
        assert_eq!(fields(format!("{many}--X--").as_bytes(), "X"), None);
    }
}
