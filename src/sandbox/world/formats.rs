//! What an extension says about a file.

/// The category of a file. Files of different categories never collide, and filters select by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Anything else.
    Unknown,
    /// zip and its kin.
    Archive,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// Pictures.
    Image,
    /// Tables.
    Spreadsheet,
    /// Slides.
    Presentation,
    /// Texts.
    Document,
    /// PDF.
    Pdf,
    /// Diagrams.
    Diagram,
}

impl Category {
    /// The category of a title, by its extension.
    pub fn of(title: &str) -> Self {
        match super::titles::extension(title).to_lowercase().as_str() {
            ".zip" | ".rar" | ".7z" | ".gz" | ".tar" => Self::Archive,
            ".mp4" | ".mov" | ".avi" | ".webm" | ".mkv" => Self::Video,
            ".mp3" | ".wav" | ".ogg" | ".flac" => Self::Audio,
            ".png" | ".jpg" | ".jpeg" | ".gif" | ".svg" | ".webp" | ".heic" => Self::Image,
            ".xlsx" | ".xls" | ".ods" | ".csv" => Self::Spreadsheet,
            ".pptx" | ".ppt" | ".odp" => Self::Presentation,
            ".docx" | ".doc" | ".odt" | ".txt" | ".rtf" | ".md" | ".html" => Self::Document,
            ".pdf" => Self::Pdf,
            ".vsdx" => Self::Diagram,
            _ => Self::Unknown,
        }
    }

    /// The file type's number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::Unknown => 0,
            Self::Archive => 1,
            Self::Video => 2,
            Self::Audio => 3,
            Self::Image => 4,
            Self::Spreadsheet => 5,
            Self::Presentation => 6,
            Self::Document => 7,
            Self::Pdf => 10,
            Self::Diagram => 11,
        }
    }

    /// Whether such files open in the web editor.
    pub fn is_web_editable(self) -> bool {
        matches!(
            self,
            Self::Spreadsheet | Self::Presentation | Self::Document | Self::Pdf
        )
    }
}
