//! Which key does what, where: one table. Footer and help are made of it.

use super::input::{Key, KeyPress};

/// Where a binding holds. The model names the contexts that hold now, the narrowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// The question before the run.
    Confirm,
    /// Typing one line.
    Prompt,
    /// Typing the filter of the rooms.
    Filter,
    /// The folder picker.
    Picker,
    /// Choosing whose access is cut.
    Guest,
    /// The question before something that follows a run.
    After,
    /// The help.
    Help,
    /// The rooms.
    Rooms,
    /// The preview.
    Preview,
    /// The run.
    Run,
    /// The summary.
    Summary,
    /// Wherever there is a list.
    Lists,
    /// Wherever no text is typed.
    Everywhere,
    /// Even where text is typed.
    Always,
}

impl Context {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 14] = [
        Self::Rooms,
        Self::Filter,
        Self::Preview,
        Self::Picker,
        Self::Guest,
        Self::Prompt,
        Self::Confirm,
        Self::Run,
        Self::Summary,
        Self::After,
        Self::Help,
        Self::Lists,
        Self::Everywhere,
        Self::Always,
    ];

    /// Its heading in the help.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Confirm => "Confirm",
            Self::Prompt => "A field to type in",
            Self::Filter => "Rooms, typing the filter",
            Self::Picker => "Archive root",
            Self::Guest => "Whose access is cut",
            Self::After => "After the run",
            Self::Help => "Help",
            Self::Rooms => "Rooms",
            Self::Preview => "Preview (dry run)",
            Self::Run => "Run",
            Self::Summary => "Summary",
            Self::Lists => "In every list",
            Self::Everywhere => "Everywhere",
            Self::Always => "Even while typing",
        }
    }
}

/// What a key can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The first row.
    First,
    /// The last row.
    Last,
    /// What Enter does here: open a room, fold a folder, take a line.
    Open,
    /// One level back.
    Back,
    /// The help.
    Help,
    /// Leave the program.
    Quit,
    /// Ctrl-C: leave, or one rung of the ladder in a run.
    Interrupt,
    /// Save the screen as pictures.
    Picture,
    /// Draw everything anew and ask again.
    Refresh,
    /// Begin to type the filter.
    Filter,
    /// End typing the filter and keep it.
    KeepFilter,
    /// Empty the filter.
    ClearFilter,
    /// The next order.
    Sort,
    /// Members and links of the room.
    Details,
    /// The other pane.
    OtherPane,
    /// Fold a folder, or go to the folder above.
    Fold,
    /// Unfold a folder, or go into it.
    Unfold,
    /// Fold or unfold everything.
    FoldAll,
    /// The room's tree.
    ShowTree,
    /// One of the lists beside the tree, by number.
    ShowLens(u8),
    /// Ask for the confirmation.
    Archive,
    /// Choose the archive root.
    ChooseRoot,
    /// Choose whose access is cut.
    ChooseGuest,
    /// Change the client's name.
    ClientName,
    /// The next collision policy.
    Collisions,
    /// Break the lock on the file under the cursor, or leave it.
    Unlock,
    /// Break all locks that may be broken, or none.
    UnlockAll,
    /// Smaller chunks.
    SmallerChunks,
    /// Bigger chunks.
    BiggerChunks,
    /// Work the portal hard or gently.
    Manner,
    /// Take the room over for the run, or do not.
    TakeOver,
    /// Copy what is to be sent to somebody.
    CopyText,
    /// Take what is typed.
    Accept,
    /// The next field.
    NextField,
    /// Agree to an item, or take it back.
    Agree,
    /// Change nothing new on the portal, or go on.
    Pause,
    /// One rung of the ladder.
    Cancel,
    /// What came of the run.
    ShowSummary,
    /// The run behind the summary.
    ShowRun,
    /// Put the manifest beside the files.
    PutManifest,
    /// Archive the emptied room.
    ArchiveRoom,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// Any of these.
    pub keys: &'static [KeyPress],
    /// What it does.
    pub action: Action,
    /// One or two words for the footer; empty when the footer does not name it.
    pub short: &'static str,
    /// A sentence for the help.
    pub long: &'static str,
}

const fn c(c: char) -> KeyPress {
    KeyPress::char(c)
}

const fn ctrl(c: char) -> KeyPress {
    KeyPress::control(c)
}

const fn k(key: Key) -> KeyPress {
    KeyPress::plain(key)
}

const fn bind(
    context: Context,
    keys: &'static [KeyPress],
    action: Action,
    short: &'static str,
    long: &'static str,
) -> Binding {
    Binding {
        context,
        keys,
        action,
        short,
        long,
    }
}

const ENTER: KeyPress = k(Key::Enter);
const ESC: KeyPress = k(Key::Esc);
const TAB: KeyPress = k(Key::Tab);

/// The table. In the footer the bindings stand in this order, the narrowest context first.
#[rustfmt::skip]
pub const KEYMAP: &[Binding] = &[
    bind(Context::Rooms, &[ENTER, k(Key::Right), c('l')], Action::Open, "preview", "Open the preview of the room: a dry run that writes nothing"),
    bind(Context::Rooms, &[c('/')], Action::Filter, "filter", "Show only rooms whose title or owner contains what you type"),
    bind(Context::Rooms, &[c('s')], Action::Sort, "sort", "The next order: newest change, title, most files, biggest"),
    bind(Context::Rooms, &[c('i'), TAB], Action::Details, "who is in it", "Show or hide members, guests and links of the room (where there is no room for both)"),
    bind(Context::Rooms, &[ESC], Action::ClearFilter, "all rooms", "Empty the filter"),
    bind(Context::Rooms, &[c('r'), ctrl('l')], Action::Refresh, "refresh", "List the rooms again"),

    bind(Context::Filter, &[ENTER, k(Key::Down), TAB], Action::KeepFilter, "keep the filter", "Go back to the list with the filter kept"),
    bind(Context::Filter, &[ESC], Action::ClearFilter, "all rooms", "Empty the filter and go back to the list"),

    bind(Context::Preview, &[c('a')], Action::Archive, "archive", "Archive the room: asks first, and the client's name has to be typed"),
    bind(Context::Preview, &[c('o')], Action::TakeOver, "take over", "Take a room over that you see as portal admin only, for the run, and hand it back at its end; or do not"),
    bind(Context::Preview, &[c('y')], Action::CopyText, "copy text", "Copy the request to the room's owner (to the terminal's clipboard)"),
    bind(Context::Preview, &[c('x')], Action::ChooseGuest, "guest", "Choose a guest whose access to the room is cut after the files, and how far"),
    bind(Context::Preview, &[c('u')], Action::Unlock, "unlock", "Break the lock of somebody else on this file right before it moves, or leave it; the portal overwrites the comment of its current version"),
    bind(Context::Preview, &[c('t')], Action::ChooseRoot, "archive root", "Choose the folder that holds one folder per client"),
    bind(Context::Preview, &[c('n')], Action::ClientName, "client name", "Change the client's name, which becomes the title of the target folder"),
    bind(Context::Preview, &[c('c')], Action::Collisions, "collisions", "What happens to files of the same title: rename, keep both, or leave the others in the room"),
    bind(Context::Preview, &[TAB, k(Key::BackTab)], Action::OtherPane, "other pane", "To the other half: the room, or the list beside it"),
    bind(Context::Preview, &[ENTER, c(' ')], Action::Open, "fold, find", "Fold or unfold a folder; in a list: show the file in the tree; where several folders have the target's title: take the next of them"),
    bind(Context::Preview, &[k(Key::Left), c('h')], Action::Fold, "", "Fold the folder, or go to the one above"),
    bind(Context::Preview, &[k(Key::Right), c('l')], Action::Unfold, "", "Unfold the folder"),
    bind(Context::Preview, &[c('z')], Action::FoldAll, "", "Fold all folders, or unfold all"),
    bind(Context::Preview, &[c('U')], Action::UnlockAll, "", "The same for all files whose lock you may break, or for none"),
    bind(Context::Preview, &[c('1')], Action::ShowTree, "", "The room's tree"),
    bind(Context::Preview, &[c('2')], Action::ShowLens(0), "", "What arrives in the target, in the order of sending"),
    bind(Context::Preview, &[c('3')], Action::ShowLens(1), "", "What stays in the room, with the reasons"),
    bind(Context::Preview, &[c('4')], Action::ShowLens(2), "", "Titles that meet"),
    bind(Context::Preview, &[c('5')], Action::ShowLens(3), "", "What already lies in the target"),
    bind(Context::Preview, &[c('6')], Action::ShowLens(4), "", "Who will be able to read the files in the target"),
    bind(Context::Preview, &[c('7')], Action::ShowLens(5), "", "Why nothing may be moved, and what to do about it"),
    bind(Context::Preview, &[c('8')], Action::ShowLens(6), "", "What forbids nothing and has to be minded"),
    bind(Context::Preview, &[c('9')], Action::ShowLens(7), "", "What the chosen guest can reach now, and call by call what is done about it"),
    bind(Context::Preview, &[c('-')], Action::SmallerChunks, "", "Fewer files in one request"),
    bind(Context::Preview, &[c('+'), c('=')], Action::BiggerChunks, "", "More files in one request, 100 at most"),
    bind(Context::Preview, &[c('m')], Action::Manner, "", "Gently (one request at a time, with pauses) or as fast as the portal allows"),
    bind(Context::Preview, &[c('r'), ctrl('l')], Action::Refresh, "", "List the room again"),
    bind(Context::Preview, &[ESC, k(Key::Backspace)], Action::Back, "rooms", "Back to the rooms"),

    bind(Context::Picker, &[ENTER, k(Key::Right), c('l'), c(' ')], Action::Open, "open, take", "Open the folder, or take the line"),
    bind(Context::Picker, &[k(Key::Left), c('h'), k(Key::Backspace)], Action::Fold, "up", "To the folder above"),
    bind(Context::Picker, &[c('r'), ctrl('l')], Action::Refresh, "refresh", "Ask for the folders again"),
    bind(Context::Picker, &[ESC], Action::Back, "close", "Close without choosing"),

    bind(Context::Guest, &[ENTER, c(' ')], Action::Open, "choose", "Choose the line: whose access is cut, how far, and whether also when files stay"),
    bind(Context::Guest, &[c('r'), ctrl('l')], Action::Refresh, "refresh", "Ask again who is in the room"),
    bind(Context::Guest, &[ESC, c('x'), k(Key::Backspace)], Action::Back, "done", "Close; what is chosen stays chosen"),

    bind(Context::Prompt, &[ENTER], Action::Accept, "take it", "Take what is typed"),
    bind(Context::Prompt, &[ESC], Action::Back, "close", "Close without a change"),

    bind(Context::Confirm, &[ENTER], Action::Accept, "archive now", "Begin, once the typed text is right; otherwise nothing happens"),
    bind(Context::Confirm, &[TAB, k(Key::Down), k(Key::BackTab), k(Key::Up)], Action::NextField, "next field", "To the next line that needs an answer"),
    bind(Context::Confirm, &[c(' ')], Action::Agree, "agree", "Agree to the line under the cursor, or take it back"),
    bind(Context::Confirm, &[ESC], Action::Back, "no, back", "Back to the preview; nothing is changed"),

    bind(Context::Run, &[c('p'), c(' ')], Action::Pause, "pause", "Change nothing new on the portal, or go on; what is under way goes on"),
    bind(Context::Run, &[c('q')], Action::Cancel, "stop", "Stop: once, finish what is in flight; twice, stop waiting for it; three times, leave"),
    bind(Context::Run, &[ENTER, c('s')], Action::ShowSummary, "summary", "What came of it, once the run is over"),
    bind(Context::Run, &[ESC, k(Key::Backspace)], Action::Back, "back", "Back, once the run is over; it never stops a run"),

    bind(Context::Summary, &[ENTER, ESC], Action::Back, "rooms", "Back to the rooms"),
    bind(Context::Summary, &[c('m')], Action::PutManifest, "manifest", "Put the manifest (CSV) beside the files in the target, after a question"),
    bind(Context::Summary, &[c('A')], Action::ArchiveRoom, "archive room", "Archive the emptied room in the portal, after a question"),
    bind(Context::Summary, &[c('v')], Action::ShowRun, "chunks, log", "The run's chunks and its log"),
    bind(Context::Summary, &[c('y')], Action::CopyText, "copy command", "Copy the next command (to the terminal's clipboard)"),
    bind(Context::Summary, &[TAB], Action::OtherPane, "next list", "The next list: what is not archived, new titles, the guest, what can follow"),
    bind(Context::Summary, &[c('1')], Action::ShowLens(0), "", "What is not archived, with reasons"),
    bind(Context::Summary, &[c('2')], Action::ShowLens(1), "", "Files with new titles, and those that kept theirs"),
    bind(Context::Summary, &[c('3')], Action::ShowLens(2), "", "The guest's access before and after"),
    bind(Context::Summary, &[c('4')], Action::ShowLens(3), "", "Where the manifest lies, and what can follow"),

    bind(Context::After, &[c('y')], Action::Accept, "do it", "Order it"),
    bind(Context::After, &[ESC, ENTER, c('n')], Action::Back, "leave it", "Close; nothing is done"),

    bind(Context::Help, &[ESC, c('?'), ENTER], Action::Back, "close", "Close the help"),

    bind(Context::Lists, &[k(Key::Up), c('k')], Action::Up, "", "One row up"),
    bind(Context::Lists, &[k(Key::Down), c('j')], Action::Down, "", "One row down"),
    bind(Context::Lists, &[k(Key::PageUp), ctrl('b'), ctrl('u')], Action::PageUp, "", "A page up"),
    bind(Context::Lists, &[k(Key::PageDown), ctrl('f'), ctrl('d')], Action::PageDown, "", "A page down"),
    bind(Context::Lists, &[k(Key::Home), c('g')], Action::First, "", "The first row"),
    bind(Context::Lists, &[k(Key::End), c('G')], Action::Last, "", "The last row"),

    bind(Context::Everywhere, &[c('P')], Action::Picture, "picture", "Save this screen as SVG, text and ANSI, and say where"),
    bind(Context::Everywhere, &[c('q')], Action::Quit, "quit", "Leave the program"),
    bind(Context::Everywhere, &[c('?')], Action::Help, "help", "All keys"),

    bind(Context::Always, &[ctrl('p')], Action::Picture, "", "Save this screen, where P would be typed"),
    bind(Context::Always, &[k(Key::F1)], Action::Help, "", "All keys, where ? would be typed"),
    bind(Context::Always, &[ctrl('c')], Action::Interrupt, "", "Leave the program; in a run the same as its q"),
];

/// The first key that is bound to an action, as it is written.
pub fn key_of(action: Action) -> String {
    let mut bindings = KEYMAP.iter();
    let binding = bindings.find(|binding| binding.action == action);
    binding
        .and_then(|binding| binding.keys.first())
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// What a key does in these contexts, the narrowest first.
pub fn action(contexts: &[Context], key: KeyPress) -> Option<Action> {
    contexts.iter().find_map(|context| {
        KEYMAP
            .iter()
            .find(|binding| binding.context == *context && binding.keys.contains(&key))
            .map(|binding| binding.action)
    })
}

/// The bindings of these contexts that a footer names because they are valid now, in order.
pub fn footer(
    contexts: &[Context],
    is_valid: impl Fn(Action) -> bool,
) -> impl Iterator<Item = &'static Binding> {
    let mut found: Vec<&'static Binding> = Vec::new();
    for context in contexts {
        for binding in KEYMAP.iter().filter(|binding| binding.context == *context) {
            // A narrower context may use the same key for something else.
            let taken = found
                .iter()
                .any(|other| other.keys.first() == binding.keys.first());
            if !binding.short.is_empty() && !taken && is_valid(binding.action) {
                found.push(binding);
            }
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_context() {
        for (at, one) in KEYMAP.iter().enumerate() {
            for other in KEYMAP[at + 1..]
                .iter()
                .filter(|other| other.context == one.context)
            {
                for key in one.keys {
                    assert!(!other.keys.contains(key), "{key} in {:?}", one.context);
                }
            }
        }
    }

    #[test]
    fn where_text_is_typed_only_keys_that_type_nothing_are_bound() {
        for binding in KEYMAP {
            if matches!(
                binding.context,
                Context::Prompt | Context::Filter | Context::Always
            ) {
                assert!(
                    binding.keys.iter().all(|key| key.typed().is_none()),
                    "{binding:?}"
                );
            }
        }
    }

    #[test]
    fn every_binding_is_explained() {
        for binding in KEYMAP {
            assert!(
                !binding.long.is_empty() && !binding.keys.is_empty(),
                "{binding:?}"
            );
        }
    }
}
