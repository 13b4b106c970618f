//! Conversations: who said what, who has read it, and who sees which.

use std::collections::BTreeMap;

use ingest::entry::{Done, Side};

use super::Placed;

/// Messages about one thing, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) subject: String,
    /// Whether carers see it.
    pub(crate) carers: bool,
    pub(crate) messages: Vec<Said>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// Its place in the journal.
    pub(crate) offset: u64,
    pub(crate) at: i64,
    pub(crate) by: String,
    pub(crate) side: Side,
    pub(crate) text: String,
    pub(crate) document: Option<String>,
    /// Who of the other sides has read it first, and when.
    pub(crate) read: Vec<(String, Side, i64)>,
}

/// What one side sees, newest conversation first, and the newest message that it hasn't read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Desk {
    pub(crate) conversations: Vec<Conversation>,
    /// How many messages of others this side hasn't read.
    pub(crate) unread: usize,
    /// The newest message's offset.
    pub(crate) upto: Option<u64>,
    /// Everything up to here was read by this side.
    pub(crate) read_upto: Option<u64>,
}

impl Desk {
    /// Folds messages and receipts, each oldest first.
    pub(crate) fn of(messages: &[Placed], reads: &[Placed], viewer: Side) -> Self {
        let mut desk = Self { read_upto: read_upto(reads, viewer), ..Self::default() };
        let mut by_id: BTreeMap<&str, Conversation> = BTreeMap::new();
        for placed in messages {
            let Done::Wrote(message) = &placed.deed.done else { continue };
            let conversation = by_id.entry(&message.thread).or_insert_with(|| Conversation {
                id: message.thread.clone(),
                subject: message.subject.clone(),
                carers: message.carers,
                messages: Vec::new(),
            });
            conversation.messages.push(Said {
                offset: placed.offset,
                at: placed.at,
                by: placed.deed.by.name.clone(),
                side: placed.deed.by.side,
                text: message.text.clone(),
                document: message.document.clone(),
                read: receipts(placed, reads, conversation.carers),
            });
        }
        let seen = by_id.into_values().filter(|it| it.carers || viewer != Side::Carer);
        desk.conversations = seen.collect();
        let newest = |it: &Conversation| it.messages.last().map(|said| said.offset);
        desk.conversations.sort_by_key(|it| std::cmp::Reverse(newest(it)));
        desk.upto = desk.conversations.first().and_then(newest);
        let said = desk.conversations.iter().flat_map(|it| &it.messages);
        desk.unread = said.filter(|said| desk.is_new(said, viewer)).count();
        desk
    }

    /// Whether a message is news to this side.
    pub(crate) fn is_new(&self, said: &Said, viewer: Side) -> bool {
        said.side != viewer && self.read_upto.is_none_or(|upto| said.offset > upto)
    }

    /// A conversation that this side sees.
    pub(crate) fn conversation(&self, id: &str) -> Option<&Conversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    /// Whether a document goes with a message that this side sees.
    pub(crate) fn holds(&self, document: &str) -> bool {
        let mut said = self.conversations.iter().flat_map(|conversation| &conversation.messages);
        said.any(|said| said.document.as_deref() == Some(document))
    }
}

fn read_upto(reads: &[Placed], side: Side) -> Option<u64> {
    let of_side = reads.iter().filter(|placed| placed.deed.by.side == side);
    of_side.filter_map(upto).max()
}

fn upto(placed: &Placed) -> Option<u64> {
    match placed.deed.done {
        Done::Read { upto } => Some(upto),
        _ => None,
    }
}

/// The first reader of each other side.
fn receipts(message: &Placed, reads: &[Placed], carers: bool) -> Vec<(String, Side, i64)> {
    let sides = [Side::Team, Side::Patient, Side::Carer].into_iter();
    let others =
        sides.filter(|side| *side != message.deed.by.side && (carers || *side != Side::Carer));
    let first = |side| {
        let read = reads.iter().find(|read| {
            read.deed.by.side == side && upto(read).is_some_and(|upto| upto >= message.offset)
        })?;
        Some((read.deed.by.name.clone(), side, read.at))
    };
    others.filter_map(first).collect()
}

#[cfg(test)]
mod tests {
    use ingest::entry::{By, Deed, Message};

    use super::*;

    fn placed(offset: u64, side: Side, done: Done) -> Placed {
        let by = By { name: format!("{}'s name", side.name()), side };
        let deed = Deed { patient: "p-1".parse().unwrap(), by, key: String::new(), done };
        Placed { offset, at: offset as i64 * 10, deed }
    }

    fn wrote(offset: u64, side: Side, thread: &str, carers: bool) -> Placed {
        let message = Message {
            thread: thread.into(),
            subject: format!("about {thread}"),
            text: format!("message {offset}"),
            document: (offset == 3).then(|| "d-1".into()),
            carers,
        };
        placed(offset, side, Done::Wrote(message))
    }

    fn example() -> (Vec<Placed>, Vec<Placed>) {
        let messages = vec![
            wrote(1, Side::Patient, "open", true),
            wrote(2, Side::Team, "open", false),
            wrote(3, Side::Patient, "private", false),
        ];
        let reads = vec![
            placed(4, Side::Team, Done::Read { upto: 1 }),
            placed(5, Side::Carer, Done::Read { upto: 2 }),
            placed(6, Side::Team, Done::Read { upto: 3 }),
        ];
        (messages, reads)
    }

    #[test]
    fn a_carer_sees_what_is_open_to_carers_and_nothing_of_the_rest() {
        let (messages, reads) = example();
        let check = |viewer, subjects: &[&str], unread, holds| {
            let desk = Desk::of(&messages, &reads, viewer);
            let seen: Vec<&str> = desk.conversations.iter().map(|it| it.subject.as_str()).collect();
            assert_eq!(seen, subjects, "{viewer:?}");
            assert_eq!((desk.unread, desk.holds("d-1")), (unread, holds), "{viewer:?}");
        };
        check(Side::Patient, &["about private", "about open"], 1, true);
        check(Side::Team, &["about private", "about open"], 0, true);
        check(Side::Carer, &["about open"], 0, false);
    }

    #[test]
    fn a_receipt_names_who_read_first_of_each_other_side() {
        let (messages, reads) = example();
        let desk = Desk::of(&messages, &reads, Side::Patient);
        let open = desk.conversation("open").unwrap();
        let read = |side: Side, at| (format!("{}'s name", side.name()), side, at);
        assert_eq!(open.messages[0].read, [read(Side::Team, 40), read(Side::Carer, 50)]);
        assert_eq!(open.messages[1].read, [read(Side::Carer, 50)]);
        let private = desk.conversation("private").unwrap();
        assert_eq!(private.messages[0].read, [read(Side::Team, 60)], "the first that reaches it");
    }

    #[test]
    fn a_conversation_is_open_to_carers_if_its_first_message_says_so() {
        let later = [wrote(1, Side::Patient, "t", false), wrote(2, Side::Team, "t", true)];
        assert_eq!(Desk::of(&later, &[], Side::Carer), Desk::default());
    }
}
