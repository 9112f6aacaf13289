//! Colours and glyphs, by role. The only place that names a colour or a symbol of a state.

use ratatui::{
    style::{Color, Modifier, Style},
    symbols::border,
};

use super::options::{Colours, TuiOptions};

/// What a piece of text means. Every role is readable without its colour: a glyph and a word stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Ordinary text, in the terminal's own foreground.
    Plain,
    /// What is there to be found, not to be read first.
    Quiet,
    /// Headings and names of fields.
    Heading,
    /// Keys, and what can be acted on.
    Key,
    /// It is well.
    Good,
    /// It goes on.
    Busy,
    /// Look at this.
    Warning,
    /// It went wrong, or cannot be done.
    Bad,
    /// The row under the cursor in the pane that has the focus.
    Selected,
    /// The row under the cursor in a pane without the focus.
    SelectedAway,
    /// Box lines.
    Border,
    /// Box lines of the pane that has the focus.
    BorderFocus,
    /// The bar with the portal's name.
    Banner,
    /// `DEMO` in it.
    BannerDemo,
    /// `READ-ONLY` in it.
    BannerReadOnly,
}

/// Symbols that stand beside words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// It is well.
    pub good: &'static str,
    /// It goes on.
    pub busy: &'static str,
    /// It waits.
    pub waiting: &'static str,
    /// Look at this.
    pub warning: &'static str,
    /// It went wrong, or cannot be done.
    pub bad: &'static str,
    /// A folder whose content is shown.
    pub open: &'static str,
    /// A folder whose content is not shown.
    pub closed: &'static str,
    /// Between the steps of a way.
    pub step: &'static str,
    /// Goes to.
    pub arrow: &'static str,
    /// The cursor's row.
    pub cursor: &'static str,
    /// Between two facts on one line.
    pub dot: &'static str,
    /// What was cut out.
    pub cut: &'static str,
    /// Filled part of a bar.
    pub bar_full: &'static str,
    /// Part of a bar that is reported and not proved.
    pub bar_half: &'static str,
    /// Empty part of a bar.
    pub bar_empty: &'static str,
    /// Where the text cursor is in a field.
    pub caret: &'static str,
}

const UNICODE: Glyphs = Glyphs {
    good: "✓",
    busy: "▶",
    waiting: "·",
    warning: "!",
    bad: "✗",
    open: "▾",
    closed: "▸",
    step: "›",
    arrow: "→",
    cursor: "▌",
    dot: "·",
    cut: "…",
    bar_full: "█",
    bar_half: "▒",
    bar_empty: "░",
    caret: "▏",
};

const ASCII: Glyphs = Glyphs {
    good: "+",
    busy: ">",
    waiting: ".",
    warning: "!",
    bad: "x",
    open: "v",
    closed: ">",
    step: ">",
    arrow: "->",
    cursor: ">",
    dot: "-",
    cut: "~",
    bar_full: "#",
    bar_half: "=",
    bar_empty: ".",
    caret: "_",
};

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// How things look.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    colours: Colours,
    /// Symbols.
    pub glyphs: Glyphs,
    /// Box lines.
    pub border: border::Set<'static>,
}

impl Theme {
    /// The look for these options.
    pub fn new(options: &TuiOptions) -> Self {
        Self {
            colours: options.colours,
            glyphs: if options.ascii { ASCII } else { UNICODE },
            border: if options.ascii {
                ASCII_BORDER
            } else {
                border::PLAIN
            },
        }
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        let style = Self::modifiers(role);
        match self.colours {
            Colours::None => style,
            Colours::Sixteen => Self::coloured(style, role),
        }
    }

    fn modifiers(role: Role) -> Style {
        match role {
            Role::Heading | Role::Key | Role::Bad | Role::Warning | Role::BorderFocus => {
                Style::new().add_modifier(Modifier::BOLD)
            }
            Role::Quiet => Style::new().add_modifier(Modifier::DIM),
            Role::Selected | Role::BannerDemo | Role::BannerReadOnly => {
                Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
            }
            Role::SelectedAway
            | Role::Plain
            | Role::Good
            | Role::Busy
            | Role::Border
            | Role::Banner => Style::new(),
        }
    }

    /// Blue, cyan and yellow carry the difference for most eyes; red is always beside a word.
    fn coloured(style: Style, role: Role) -> Style {
        match role {
            Role::Plain | Role::Heading | Role::SelectedAway => style,
            // Reversed colours of single words would be spots on the bar.
            Role::Selected => style.fg(Color::Reset).bg(Color::Reset),
            Role::Quiet => Style::new().fg(Color::DarkGray),
            Role::Key | Role::BorderFocus | Role::Banner => style.fg(Color::Cyan),
            Role::Good => style.fg(Color::Green),
            Role::Busy | Role::BannerReadOnly => style.fg(Color::LightBlue),
            Role::Warning | Role::BannerDemo => style.fg(Color::Yellow),
            Role::Bad => style.fg(Color::LightRed),
            Role::Border => style.fg(Color::DarkGray),
        }
    }
}
