//! A cursor in a list, and the part of the list that is seen.

/// Position of the cursor and of the first visible row. Knows no list: length and height come with every move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The row under the cursor.
    pub selected: usize,
    /// The first visible row.
    pub offset: usize,
}

impl Window {
    /// Moves the cursor by so many rows and the window with it.
    pub fn move_by(&mut self, rows: isize, len: usize, height: usize) {
        self.move_to(self.selected.saturating_add_signed(rows), len, height);
    }

    /// Puts the cursor on a row, or on the last one.
    pub fn move_to(&mut self, row: usize, len: usize, height: usize) {
        self.selected = row.min(len.saturating_sub(1));
        self.offset = self.first_row(len, height);
    }

    /// The first visible row when the list has `len` rows and `height` of them can be seen: the stored one, brought
    /// into reach of the cursor, without a gap at the end.
    pub fn first_row(&self, len: usize, height: usize) -> usize {
        let height = height.max(1);
        let selected = self.selected.min(len.saturating_sub(1));
        self.offset
            .clamp((selected + 1).saturating_sub(height), selected)
            .min(len.saturating_sub(height))
    }

    /// The visible rows.
    pub fn visible(&self, len: usize, height: usize) -> std::ops::Range<usize> {
        let first = self.first_row(len, height);
        first..(first + height).min(len)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_cursor_is_always_seen(
            start in (0usize..2_000, 0usize..2_000),
            moves in proptest::collection::vec((-300isize..300, 0usize..1_000, 0usize..60), 1..20),
        ) {
            let mut window = Window { selected: start.0, offset: start.1 };
            for (rows, len, height) in moves {
                window.move_by(rows, len, height);
                let visible = window.visible(len, height);
                prop_assert!(visible.end <= len);
                if len > 0 && height > 0 {
                    prop_assert!(visible.contains(&window.selected));
                    prop_assert_eq!(visible.len(), len.min(height));
                }
            }
        }
    }
}
