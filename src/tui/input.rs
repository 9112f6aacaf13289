//! Keys, as values that do not depend on the terminal library.

use std::fmt;

use crossterm::event::{self, KeyCode, KeyEventKind, KeyModifiers};

use super::message::Event;

/// A pressed key with the modifiers that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyPress {
    /// Control was held.
    pub control: bool,
    /// Which key.
    pub key: Key,
}

/// A key this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character as typed, case and layout already applied.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// First.
    Home,
    /// Last.
    End,
    /// A page back.
    PageUp,
    /// A page on.
    PageDown,
    /// The first function key.
    F1,
}

impl KeyPress {
    /// A key without modifiers.
    pub const fn plain(key: Key) -> Self {
        Self {
            control: false,
            key,
        }
    }

    /// A character without modifiers.
    pub const fn char(c: char) -> Self {
        Self::plain(Key::Char(c))
    }

    /// A character with Control.
    pub const fn control(c: char) -> Self {
        Self {
            control: true,
            key: Key::Char(c),
        }
    }

    /// The character to type, if this key types one.
    pub fn typed(self) -> Option<char> {
        match self {
            Self {
                control: false,
                key: Key::Char(c),
            } => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for KeyPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.control {
            f.write_str("Ctrl-")?;
        }
        match self.key {
            Key::Char(' ') => f.write_str("Space"),
            Key::Char(c) => write!(f, "{c}"),
            Key::Enter => f.write_str("Enter"),
            Key::Esc => f.write_str("Esc"),
            Key::Backspace => f.write_str("Backspace"),
            Key::Delete => f.write_str("Del"),
            Key::Tab => f.write_str("Tab"),
            Key::BackTab => f.write_str("Shift-Tab"),
            Key::Up => f.write_str("↑"),
            Key::Down => f.write_str("↓"),
            Key::Left => f.write_str("←"),
            Key::Right => f.write_str("→"),
            Key::Home => f.write_str("Home"),
            Key::End => f.write_str("End"),
            Key::PageUp => f.write_str("PgUp"),
            Key::PageDown => f.write_str("PgDn"),
            Key::F1 => f.write_str("F1"),
        }
    }
}

/// What a terminal event means to the model; `None` for what does not concern it (releases, unknown keys). The mouse is
/// left to the terminal: its wheel arrives as arrows, and text can be selected as everywhere else.
pub fn translate(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) if key.kind != KeyEventKind::Release => {
            translate_key(key).map(Event::Key)
        }
        event::Event::Paste(text) => Some(Event::Pasted(text)),
        event::Event::Resize(columns, rows) => Some(Event::Resized(columns, rows)),
        _ => None,
    }
}

fn translate_key(event: event::KeyEvent) -> Option<KeyPress> {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    if event.modifiers.contains(KeyModifiers::ALT) && !control {
        return None;
    }
    let key = match event.code {
        KeyCode::Char(c) if control => Key::Char(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(1) => Key::F1,
        _ => return None,
    };
    Some(KeyPress { control, key })
}
