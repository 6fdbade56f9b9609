//! Runs the binary in a directory of its own, and keeps what it printed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A talk of two, as a page would have it.
pub const TALK: &str = "\
Ada Quill (00:05): Is it on?

Bram Otten (00:07): It is. Always.

Ada Quill (00:09): Good. Then we start.

Bram Otten (01:12): Tea first.
";

/// A recipe: no transcript.
pub const RECIPE: &str = "\
Mix the flour with the water and leave it for an hour. Then heat the oven.

Bake it for twenty minutes. Let it cool on a rack before you cut it, or it will crumble.
";

/// What a run of the program did.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }

    /// The error object on standard error.
    pub fn error(&self) -> serde_json::Value {
        let value: serde_json::Value =
            serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error} in {}", self.err));
        value["error"].clone()
    }
}

/// A directory with files in it, gone at the end of the test.
pub struct Room {
    dir: tempfile::TempDir,
}

impl Room {
    /// A directory with these files.
    pub fn new(files: &[(&str, &[u8])]) -> Self {
        let room = Room { dir: tempfile::tempdir().unwrap() };
        for (name, bytes) in files {
            std::fs::write(room.path(name), bytes).unwrap();
        }
        room
    }

    /// With `talk.txt` and `recipe.txt`.
    pub fn furnished() -> Self {
        Room::new(&[("talk.txt", TALK.as_bytes()), ("recipe.txt", RECIPE.as_bytes())])
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files in it, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fireside"));
        command.args(args).current_dir(self.dir.path()).env_remove("COLUMNS").env_remove("NO_COLOR");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    /// With these bytes on standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        // A program that doesn't read its input closes the pipe: that is its right.
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A file of the checkout.
pub fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
