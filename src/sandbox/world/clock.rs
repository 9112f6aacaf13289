//! The portal's clock: simulated instants on one side, dates on the wire on the other.

use std::time::Duration;

use tokio::time::Instant;

/// A date as the portal keeps it: whole seconds since 1970, UTC.
pub type Seconds = i64;

/// 2026-11-24T09:00:00Z, when every world begins. Fixed, so that a seed gives the same world on every day.
pub const WORLD_BEGINS: Seconds = 1_795_510_800;

/// Turns instants of the simulation into dates of the portal.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    begun: Instant,
    /// The portal's time zone, minutes east of UTC.
    pub utc_offset_minutes: i32,
}

impl Clock {
    /// A clock that shows [`WORLD_BEGINS`] at `begun`.
    pub fn new(begun: Instant, utc_offset_minutes: i32) -> Self {
        Self {
            begun,
            utc_offset_minutes,
        }
    }

    /// The instant the world began.
    pub fn begun(&self) -> Instant {
        self.begun
    }

    /// How long the world has been running at `now`.
    pub fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.begun)
    }

    /// The portal's date at `now`.
    pub fn date(&self, now: Instant) -> Seconds {
        WORLD_BEGINS.saturating_add(i64::try_from(self.age(now).as_secs()).unwrap_or(0))
    }

    /// The date as the portal writes it: local wall time, always seven digits of fraction, `Z` only at offset 0.
    pub fn written(&self, date: Seconds) -> String {
        written(date, self.utc_offset_minutes)
    }
}

fn written(date: Seconds, offset_minutes: i32) -> String {
    let local = date + i64::from(offset_minutes) * 60;
    let (days, second_of_day) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    let (year, month, day) = civil_date(days);
    let (hour, minute, second) = (
        second_of_day / 3600,
        second_of_day / 60 % 60,
        second_of_day % 60,
    );
    let zone = if offset_minutes == 0 {
        "Z".to_owned()
    } else {
        let sign = if offset_minutes < 0 { '-' } else { '+' };
        let minutes = offset_minutes.unsigned_abs();
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.0000000{zone}")
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
fn civil_date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_seven_digits_and_the_portals_offset() {
        assert_eq!(written(WORLD_BEGINS, 0), "2026-11-24T09:00:00.0000000Z");
        assert_eq!(
            written(WORLD_BEGINS, 180),
            "2026-11-24T12:00:00.0000000+03:00"
        );
        assert_eq!(
            written(WORLD_BEGINS, -570),
            "2026-11-23T23:30:00.0000000-09:30"
        );
        assert_eq!(written(951_782_400, 0), "2000-02-29T00:00:00.0000000Z");
    }
}
