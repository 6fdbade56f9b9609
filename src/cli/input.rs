//! Files in, files out: reading a file or standard input whole, and replacing an output file in one step.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;

use super::report::{Exit, Failure, name};

/// More than this many bytes don't fit into one transcript; there is no use in reading on.
const MOST: u64 = u32::MAX as u64;

/// What was read from a file.
pub struct Input {
    /// The name as typed, for `source.path`; `-` for standard input.
    pub path: String,
    /// The name for messages.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Whether a path means standard input or output.
pub fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// Reads a file, or standard input for `-`, whole.
pub fn read(path: &Path) -> Result<Input, Failure> {
    let mut bytes = Vec::new();
    let read = if is_standard(path) {
        io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)
    } else {
        let metadata = fs::metadata(path).map_err(|error| Failure::io("read", path, &error))?;
        if metadata.is_dir() {
            return Err(Failure::new(Exit::Usage, "directory", "this is a directory, and a file was expected")
                .file(name(path))
                .help(format!("name the files in it: `{}`", path.join("*").display())));
        }
        if metadata.len() > MOST {
            return Err(too_large(path, metadata.len()));
        }
        bytes.reserve_exact(metadata.len() as usize + 1);
        fs::File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::io("read", path, &error))?;
    if bytes.len() as u64 > MOST {
        return Err(too_large(path, bytes.len() as u64));
    }
    Ok(Input { path: path.to_string_lossy().into_owned(), name: name(path), bytes })
}

fn too_large(path: &Path, bytes: u64) -> Failure {
    let error = fireside::Error::TooLarge { bytes, limit: MOST + 1 };
    Failure::of(&error, &name(path))
}

/// Where results go: standard output, or a file that is replaced in one step at the end.
pub struct Output {
    target: Target,
    written: bool,
}

enum Target {
    Standard(io::BufWriter<io::StdoutLock<'static>>),
    /// A device or a pipe, which can't be replaced.
    Stream(PathBuf, io::BufWriter<fs::File>),
    /// The file, the permissions it shall have, and the new one beside it, once there is something in it.
    Replace(PathBuf, Option<fs::Permissions>, Option<io::BufWriter<NamedTempFile>>),
}

impl Output {
    /// Makes ready to write to `path`, or to standard output; nothing at `path` changes before [`finish`](Self::finish).
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let target = match path.filter(|path| !is_standard(path)) {
            None => Target::Standard(io::BufWriter::with_capacity(BUFFER, io::stdout().lock())),
            Some(path) => Self::open_file(path)?,
        };
        Ok(Output { target, written: false })
    }

    fn open_file(path: &Path) -> Result<Target, Failure> {
        let fail = |error: io::Error| Failure::io("write", path, &error);
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                Err(Failure::new(Exit::Usage, "directory", "can't write: this is a directory")
                    .file(name(path))
                    .help(format!("name a file in it: `{}`", path.join("out.txt").display())))
            }
            // Renaming would get round a file's write protection.
            Ok(metadata) if metadata.is_file() && metadata.permissions().readonly() => {
                Err(fail(io::ErrorKind::PermissionDenied.into()).help("the file is write-protected"))
            }
            Ok(metadata) if metadata.is_file() => {
                // Through a symbolic link: the file is replaced, not the link.
                let real = fs::canonicalize(path).map_err(fail)?;
                Ok(Target::Replace(real, Some(metadata.permissions()), None))
            }
            Ok(_) => {
                let file = fs::OpenOptions::new().write(true).open(path).map_err(fail)?;
                Ok(Target::Stream(path.to_owned(), io::BufWriter::with_capacity(BUFFER, file)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => match parent(path) {
                parent if parent.is_dir() => Ok(Target::Replace(path.to_owned(), None, None)),
                parent => Err(fail(error).help(format!("make the directory first: `mkdir -p {}`", parent.display()))),
            },
            Err(error) => Err(fail(error)),
        }
    }

    /// Whether anything was written yet.
    pub fn written(&self) -> bool {
        self.written
    }

    /// Appends to the result.
    pub fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.write_bytes(text.as_bytes())
    }

    /// Appends to the result, in whatever encoding.
    pub fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Write::write_all(self, bytes).map_err(|error| self.failed(&error))
    }

    /// Appends a value as JSON.
    pub fn write_json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut *self, value).map_err(|error| self.failed(&error.into()))
    }

    /// Hands on what was written so far, where somebody may be watching.
    pub fn hand_on(&mut self) -> Result<(), Failure> {
        Write::flush(self).map_err(|error| self.failed(&error))
    }

    /// Puts the result in its place. Without this, an output file stays as it was.
    pub fn finish(mut self) -> Result<(), Failure> {
        if let Target::Replace(path, permissions, new) = &mut self.target {
            // An empty result is a result.
            let opened = opened(path, permissions.as_ref(), new).map(drop);
            opened.map_err(|error| self.failed(&error))?;
        }
        self.hand_on()?;
        let Target::Replace(path, _, Some(out)) = self.target else { return Ok(()) };
        let fail = |error: &io::Error| Failure::io("write", &path, error);
        let new = out.into_inner().map_err(|error| fail(error.error()))?;
        new.persist(&path).map(drop).map_err(|error| fail(&error.error))
    }

    fn failed(&self, error: &io::Error) -> Failure {
        match &self.target {
            _ if error.kind() == io::ErrorKind::BrokenPipe => Failure::closed_pipe(),
            Target::Standard(_) => Failure::io("write", Path::new("standard output"), error),
            Target::Stream(path, _) | Target::Replace(path, ..) => Failure::io("write", path, error),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written = true;
        match &mut self.target {
            Target::Standard(out) => out.write(bytes),
            Target::Stream(_, out) => out.write(bytes),
            Target::Replace(path, permissions, new) => opened(path, permissions.as_ref(), new)?.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Standard(out) => out.flush(),
            Target::Stream(_, out) => out.flush(),
            Target::Replace(..) => Ok(()),
        }
    }
}

const BUFFER: usize = 64 * 1024;

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The new file in the directory of `path`, with the permissions of the one it will replace, or those of any new file.
fn opened<'o>(
    path: &Path,
    permissions: Option<&fs::Permissions>,
    new: &'o mut Option<io::BufWriter<NamedTempFile>>,
) -> io::Result<&'o mut io::BufWriter<NamedTempFile>> {
    if new.is_none() {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".fireside-").suffix(".part");
        #[cfg(unix)]
        if permissions.is_none() {
            use std::os::unix::fs::PermissionsExt;
            // Less the umask, as for any new file.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(parent(path))?;
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions.clone())?;
        }
        *new = Some(io::BufWriter::with_capacity(BUFFER, file));
    }
    new.as_mut().ok_or_else(|| io::ErrorKind::Other.into())
}
