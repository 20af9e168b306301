import type { Exec } from './migration.ts';

/** The first shape of the library. */
export function createLibrary(exec: Exec): void {
  exec(RELEASES);
  exec(EVIDENCE);
  exec(OUTPUT);
  exec(GUARDS);
}

const RELEASES = `
CREATE TABLE documents (
  sha256 TEXT PRIMARY KEY, -- of the text as UTF-8, 64 hex digits
  text   TEXT NOT NULL     -- plans and release files, as they were
) STRICT;

CREATE TABLE releases (
  id         TEXT PRIMARY KEY, -- the id that the release file states
  name       TEXT NOT NULL,    -- of the newest text that could be read
  version    TEXT NOT NULL,    -- of the newest text that could be read
  folder     TEXT,             -- folder that package files are relative to; null: made in the app, never on disk
  archived   INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
  created_at TEXT NOT NULL,    -- ISO 8601, UTC
  text       TEXT NOT NULL,    -- that is worked on
  revision   TEXT,             -- of that text; null while it has errors
  saved      INTEGER NOT NULL, -- counts its saves
  saved_at   TEXT NOT NULL,    -- ISO 8601, UTC
  saved_by   TEXT NOT NULL     -- account of the workstation
) STRICT;

CREATE TABLE kept_texts ( -- texts that stay; the library's chain tells of each
  release  TEXT NOT NULL REFERENCES releases (id) ON DELETE CASCADE,
  number   INTEGER NOT NULL, -- from 1, per release
  revision TEXT,             -- SHA-256 of the canonical JSON of the release's data; null: the text has errors
  document TEXT NOT NULL REFERENCES documents (sha256), -- the text itself
  at       TEXT NOT NULL,    -- when it was the newest, ISO 8601, UTC
  login    TEXT NOT NULL,    -- account of the workstation
  because  TEXT NOT NULL,
  note     TEXT,
  PRIMARY KEY (release, number)
) STRICT;
CREATE INDEX kept_texts_by_revision ON kept_texts (revision);
`;

const EVIDENCE = `
CREATE TABLE events (
  id   INTEGER PRIMARY KEY,
  run  TEXT,             -- null in the library's own chain
  seq  INTEGER NOT NULL, -- from 1, without gaps, per run
  at   TEXT NOT NULL,    -- ISO 8601 with milliseconds, UTC; order is by seq alone
  type TEXT NOT NULL,
  data TEXT NOT NULL,    -- canonical JSON (RFC 8785)
  prev TEXT NOT NULL,    -- hash of the event before, 64 zeros for the first
  hash TEXT NOT NULL,    -- SHA-256 over prev and the event
  UNIQUE (run, seq)
) STRICT;
CREATE UNIQUE INDEX events_of_library ON events (seq) WHERE run IS NULL;
CREATE INDEX events_ending_runs ON events (run, seq) WHERE type = 'runFinished';

CREATE TABLE runs ( -- what lists show of a run; the truth is its first event
  run              TEXT PRIMARY KEY,
  release          TEXT NOT NULL, -- release id, kept when the release is deleted
  release_name     TEXT NOT NULL,
  version          TEXT NOT NULL,
  revision         TEXT NOT NULL,
  plan             TEXT NOT NULL,
  environment      TEXT NOT NULL,
  mode             TEXT NOT NULL,
  operator         TEXT NOT NULL,
  undoes           TEXT,          -- run that this one backs out
  created_at       TEXT NOT NULL
) STRICT;
CREATE INDEX runs_of_release ON runs (release, created_at);
`;

const OUTPUT = `
CREATE TABLE outputs ( -- one per attempt that wrote something
  id      INTEGER PRIMARY KEY,
  run     TEXT NOT NULL REFERENCES runs (run),
  step    TEXT NOT NULL,
  host    TEXT,             -- null: a step without hosts
  attempt INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX outputs_of_unit ON outputs (run, step, ifnull(host, ''), attempt);

CREATE TABLE chunks (
  output       INTEGER NOT NULL REFERENCES outputs (id),
  stream       TEXT NOT NULL CHECK (stream IN ('stdout', 'stderr')),
  offset       INTEGER NOT NULL, -- of the first byte in the stream
  length       INTEGER NOT NULL, -- bytes before compression
  lines_before INTEGER NOT NULL, -- line ends in the stream before this chunk
  at           TEXT NOT NULL,    -- when it was stored, ISO 8601, UTC; for people, not part of the evidence
  compression  TEXT NOT NULL CHECK (compression IN ('none', 'deflate')),
  bytes        BLOB NOT NULL,
  PRIMARY KEY (output, stream, offset)
) STRICT;
`;

const GUARDS = `
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER chunks_stay BEFORE UPDATE ON chunks WHEN NOT ( -- but packed
  OLD.compression = 'none' AND NEW.compression = 'deflate' AND length(NEW.bytes) < length(OLD.bytes)
  AND (NEW.output, NEW.stream, NEW.offset, NEW.length, NEW.lines_before, NEW.at)
    = (OLD.output, OLD.stream, OLD.offset, OLD.length, OLD.lines_before, OLD.at)
) BEGIN SELECT RAISE(ABORT, 'output is never changed'); END;
CREATE TRIGGER chunks_remain BEFORE DELETE ON chunks BEGIN SELECT RAISE(ABORT, 'output is never deleted'); END;
CREATE TRIGGER outputs_stay BEFORE UPDATE ON outputs BEGIN SELECT RAISE(ABORT, 'output is never changed'); END;
CREATE TRIGGER outputs_remain BEFORE DELETE ON outputs BEGIN SELECT RAISE(ABORT, 'output is never deleted'); END;
CREATE TRIGGER documents_stay BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'documents are never changed'); END;
CREATE TRIGGER documents_remain BEFORE DELETE ON documents BEGIN SELECT RAISE(ABORT, 'documents are never deleted'); END;
CREATE TRIGGER kept_texts_stay BEFORE UPDATE ON kept_texts BEGIN SELECT RAISE(ABORT, 'kept texts are never changed'); END;
`;
