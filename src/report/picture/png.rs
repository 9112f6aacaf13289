//! The SVG as PNG, drawn with two built-in fonts and none of the system's, so that machines agree.

use std::sync::{Arc, LazyLock};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

/// More would take more than 256 MB while it is drawn.
const MOST_PIXELS: u64 = 64 * 1024 * 1024;

/// `DejaVu Sans Mono`, regular and bold; their licence lies beside them.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("../../../assets/fonts/DejaVuSansMono.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../../../assets/fonts/DejaVuSansMono-Bold.ttf").to_vec());
    fonts.set_monospace_family("DejaVu Sans Mono");
    Arc::new(fonts)
});

/// Why a picture was not drawn.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Too many pixels; a smaller scale may do.
    #[error("a picture of {width} × {height} pixels is too large")]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The drawing library does not take the document.
    #[error("the picture cannot be drawn")]
    Draw(#[source] resvg::usvg::Error),
    /// The pixels cannot be written as PNG.
    #[error("the picture cannot be written as PNG")]
    Encode(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Draws a document, `scale` (1 to 4) times its size.
pub(super) fn encoded(svg: &str, scale: u8) -> Result<Vec<u8>, PictureError> {
    let scale = scale.clamp(1, 4);
    let tree = parsed(svg)?;
    let size = tree.size().to_int_size();
    let times = u32::from(scale);
    let (width, height) = (
        size.width().saturating_mul(times),
        size.height().saturating_mul(times),
    );
    let too_large = || PictureError::TooLarge { width, height };
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(too_large());
    }
    let mut pixels = Pixmap::new(width, height).ok_or_else(too_large)?;
    let factor = f32::from(scale);
    let transform = Transform::from_scale(factor, factor);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels
        .encode_png()
        .map_err(|error| PictureError::Encode(error.into()))
}

/// Reads a document with the built-in fonts only.
pub(super) fn parsed(svg: &str) -> Result<Tree, PictureError> {
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        font_family: "DejaVu Sans Mono".to_owned(),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(PictureError::Draw)
}
