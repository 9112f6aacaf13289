//! The terminal: taken over at the beginning, given back on every way out.
//!
//! A panic must neither leave the terminal in raw mode nor be printed over a screen that is still drawn. While the
//! terminal is taken, the panic hook only keeps the text; whoever gives the terminal back prints it.

use std::{
    io::{self, Stdout, Write as _},
    panic,
    sync::{Mutex, Once, PoisonError},
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor::Show,
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute,
    style::force_color_output,
    terminal::{
        EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
    },
};
use ratatui::{Terminal, backend::CrosstermBackend};

use super::{event_loop::Surface, model::Model, view};

/// Whether the terminal is taken, and what panicked meanwhile.
static TAKEN: Mutex<Taken> = Mutex::new(Taken {
    is_taken: false,
    panics: Vec::new(),
});
static HOOK: Once = Once::new();

struct Taken {
    is_taken: bool,
    panics: Vec<String>,
}

/// The terminal in raw mode on its alternate screen. Dropping it gives the terminal back.
pub(super) struct RawTerminal {
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl RawTerminal {
    /// Takes the terminal over. What was done until a failure is undone.
    pub(super) fn take(title: &str) -> io::Result<Self> {
        // Without this the library drops colours by itself when NO_COLOR is set, and bold and reverse with them. Our
        // theme leaves colours out where they are not wanted.
        force_color_output(true);
        HOOK.call_once(keep_panics_while_taken);
        set_taken(true);
        let taken = enable_raw_mode()
            .and_then(|()| {
                execute!(
                    io::stdout(),
                    EnterAlternateScreen,
                    EnableBracketedPaste,
                    SetTitle(title)
                )
            })
            .and_then(|()| Terminal::new(CrosstermBackend::new(io::stdout())));
        match taken {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }
}

impl Surface for RawTerminal {
    fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.terminal.draw(|frame| {
            let area = frame.area();
            let cursor = if (area.width, area.height) == model.size {
                view::draw(model, frame.buffer_mut())
            } else {
                // A resize was seen by the terminal before its event came: drawn at the new size, cursor left alone.
                let drawn = view::render(model, area.width, area.height);
                frame.buffer_mut().clone_from(&drawn);
                None
            };
            if let Some(cursor) = cursor {
                frame.set_cursor_position(cursor);
            }
        })?;
        Ok(())
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        give_back();
        if std::thread::panicking() {
            for text in take_panics() {
                // There is nobody left to tell when this fails too.
                let _ = writeln!(io::stderr(), "{text}");
            }
        }
    }
}

/// What panicked while the terminal was taken; each is told once.
pub(super) fn take_panics() -> Vec<String> {
    std::mem::take(&mut TAKEN.lock().unwrap_or_else(PoisonError::into_inner).panics)
}

fn set_taken(is_taken: bool) {
    TAKEN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .is_taken = is_taken;
}

/// Every step is tried, whatever became of the one before: the terminal may be gone already.
fn give_back() {
    let _ = execute!(
        io::stdout(),
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = disable_raw_mode();
    set_taken(false);
}

/// Keeps the text of panics while the terminal is taken; passes them on otherwise.
fn keep_panics_while_taken() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.is_taken {
            let thread = std::thread::current();
            let name = thread.name().unwrap_or("a task").to_owned();
            taken.panics.push(format!("thread '{name}' {info}"));
        } else {
            drop(taken);
            before(info);
        }
    }));
}
