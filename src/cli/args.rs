//! What can be typed. The key is not among it: every process of the machine can read a command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// What the environment may hold, as users of the vendor's sample have it already.
const ENVIRONMENT: &str = "\
Environment:
  DOCSPACE_API_HOST         the portal's address
  DOCSPACE_API_KEY          the key; it is never taken from the command line
  CLIENT_ROOM_ID            --room
  ARCHIVE_ROOT_FOLDER_ID    --archive-root
  CLIENT_NAME               --client-name
  GUEST_USER_ID             --guest
  CLOSEOUT_STATE_DIR        where runs and journals are kept
  NO_COLOR                  no colours

Examples:
  closeout demo                                        try it; needs nothing, touches nothing
  closeout plan --room 539564 --archive-root 748239    look at what would happen
  closeout run --room 539564 --archive-root 748239     do it, after a question";

/// Empty a client's DocSpace room into its archive folder when the deal is closed, and prove it.
///
/// Without a command it opens the terminal on your portal. Exit codes: 0 done and verified, or nothing to do;
/// 1 failed, nothing moved; 2 usage; 3 partly done; 4 plan is stale; 5 refused before anything was written;
/// 6 locked by another run; 7 key or permission; 8 limits; 9 moved, but the
/// guest's access is not confirmed as cut; 130 cancelled.
#[derive(Debug, Parser)]
#[command(name = "closeout", version, max_term_width = 100, after_help = ENVIRONMENT)]
pub(super) struct Args {
    /// Portal, such as docspace.example.com; a section of the configuration, or an address
    #[arg(long, global = true, value_name = "HOST", env = "DOCSPACE_API_HOST")]
    pub(super) host: Option<String>,
    /// File that holds the key and that nobody else can read (mode 0600)
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) key_file: Option<PathBuf>,
    /// Let nothing out but GET, whatever the command
    #[arg(long, global = true)]
    pub(super) read_only: bool,
    /// Symbols and lines of the terminal [default: unicode where the locale is UTF-8, else ascii]
    #[arg(long, global = true, value_name = "SET", value_enum)]
    pub(super) glyphs: Option<GlyphsArg>,
    /// Write data as JSON on stdout
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GlyphsArg {
    /// Box lines, check marks, arrows
    Unicode,
    /// Plain ASCII
    Ascii,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the terminal on a practice portal inside this process; needs nothing, touches nothing
    Demo,
    /// List the rooms that the key can see
    Rooms(RoomsArgs),
    /// Show what would go where, what stays and why; writes nothing (dry run)
    Plan(PlanArgs),
    /// Move the room's files into the archive in chunks, and verify every one
    Run(RunArgs),
    /// List earlier runs
    Runs,
    /// Serve a practice portal on this machine, and print its address and a key
    Sandbox(SandboxArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct RoomsArgs {
    /// Only rooms whose title contains this text
    #[arg(long, value_name = "TEXT")]
    pub(super) filter: Option<String>,
}

#[derive(Debug, Clone, ClapArgs)]
pub(super) struct RoomArgs {
    /// The client's room, by id
    #[arg(long, value_name = "ID", env = "CLIENT_ROOM_ID")]
    pub(super) room: Option<String>,
    /// Folder that holds one folder per client, by id
    #[arg(long, value_name = "ID", env = "ARCHIVE_ROOT_FOLDER_ID")]
    pub(super) archive_root: Option<String>,
    /// Client's name, which titles the folder under the archive root [default: the room's title]
    #[arg(long, value_name = "NAME", env = "CLIENT_NAME")]
    pub(super) client_name: Option<String>,
    /// Client's folder under the archive root, by id, where several have the same title
    #[arg(long, value_name = "ID")]
    pub(super) target: Option<String>,
    /// What to do with files whose titles meet in the target
    #[arg(long, value_name = "POLICY", value_enum, default_value_t = Collisions::Rename)]
    pub(super) collisions: Collisions,
    /// Break the locks of other people on these files, by id, or `all`, where the portal lets you, and move them; the
    /// portal overwrites the comment of each file's current version. Beside --plan it agrees to what the plan unlocks
    #[arg(long, value_name = "ID|all", num_args = 1.., value_delimiter = ',')]
    pub(super) unlock: Vec<String>,
    /// Take the room over for the run, where you see it as portal admin and are no member of it, and hand it back at the
    /// end. --yes does not include it. Beside --plan it agrees to a plan that does so
    #[arg(long)]
    pub(super) take_ownership: bool,
    /// How the room's folders are laid out in the target
    #[arg(long, value_name = "LAYOUT", value_enum, default_value_t = LayoutArg::Flat)]
    pub(super) layout: LayoutArg,
    /// Files per move request
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(super) chunk_size: u32,
    /// Guest whose access is cut after every file is archived, by GUID or e-mail address
    #[arg(long, value_name = "ID|EMAIL", env = "GUEST_USER_ID")]
    pub(super) guest: Option<String>,
    /// How far the access is cut [default: guest, unless the guest is in other rooms too]
    #[arg(long, value_name = "SCOPE", value_enum, requires = "guest")]
    pub(super) revoke: Option<Revoke>,
    /// Cut the access although files stay in the room by this plan
    #[arg(long, requires = "guest")]
    pub(super) revoke_despite_left: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Revoke {
    /// This room and archive: links, membership
    Room,
    /// The same, and everything you ever granted this guest
    Guest,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Collisions {
    /// All of them move; all but the first get a number: "Contract (2).docx"
    Rename,
    /// All of them move and lie side by side
    KeepBoth,
    /// The first moves if the target is free of its title, the others stay
    Leave,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LayoutArg {
    /// Every file directly in the target
    Flat,
}

#[derive(Debug, ClapArgs)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    pub(super) room: RoomArgs,
    /// Write the plan to this file, to be run later with `run --plan`
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of a command line"
)]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub(super) room: RoomArgs,
    /// Run the plan in this file, if nothing has changed that forbids it
    #[arg(long, value_name = "FILE")]
    pub(super) plan: Option<PathBuf>,
    /// Confirm the plan without being asked
    #[arg(long)]
    pub(super) yes: bool,
    /// Agree that files which the portal counts but does not show stay in the room
    #[arg(long)]
    pub(super) accept_not_visible: bool,
    /// Agree that the archive root lies in a public room
    #[arg(long)]
    pub(super) accept_public_target: bool,
    /// Agree that people from outside can read what is archived
    #[arg(long)]
    pub(super) accept_guest_readers: bool,
    /// After the run, put its manifest (CSV) beside the files in the target
    #[arg(long)]
    pub(super) put_manifest: bool,
    /// At the very end, archive the emptied room (the portal's Archive section)
    #[arg(long)]
    pub(super) archive_room: bool,
    /// One operation at a time, and 500 to 750 ms between chunks
    #[arg(long)]
    pub(super) gentle: bool,
    /// When another run works on the room: fail (exit 6), wait for it, or skip (exit 0)
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = IfLockedArg::Fail)]
    pub(super) if_locked: IfLockedArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum IfLockedArg {
    Fail,
    Wait,
    Skip,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SandboxArgs {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8731)]
    pub(super) port: u16,
    /// `demo`, a number of files and folders such as 10000x500, or a world file (JSON)
    #[arg(long, value_name = "WORLD", default_value = "demo")]
    pub(super) world: String,
    /// Release to behave like: 3.6 or 3.7
    #[arg(long, value_name = "RELEASE", default_value = "3.7")]
    pub(super) profile: String,
    /// Time every request takes, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub(super) latency: u64,
    /// Time an operation spends on each file, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub(super) per_file: u64,
    /// Seed of everything random
    #[arg(long, default_value_t = 0)]
    pub(super) seed: u64,
    /// Order entries with equal sort keys anew at every request
    #[arg(long)]
    pub(super) ties: bool,
    /// So many files of the client's room are in conversion: counted, not listed
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) converting: usize,
    /// Refuse and log every request that is not a GET
    #[arg(long)]
    pub(super) reject_writes: bool,
    /// A fault, by name; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(super) fault: Vec<String>,
    /// Keep the portal's request limits and answer 429 beyond them
    #[arg(long)]
    pub(super) limiter: bool,
    /// Permissions of the key, such as files:read; all of them unless given
    #[arg(long, value_name = "SCOPE")]
    pub(super) scope: Vec<String>,
    /// Write every request as a line of JSON to this file
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
}
