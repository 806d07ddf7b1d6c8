-- What became of each night's note in Open WebUI. A night is the date of its report, as 2026-06-13.
CREATE TABLE report_post (
  night          TEXT    NOT NULL PRIMARY KEY,
  state          TEXT    NOT NULL,
  note_id        TEXT,
  since_ms       BIGINT  NOT NULL,
  next_try_at_ms BIGINT  NOT NULL,
  at_ms          BIGINT  NOT NULL,
  tries          INTEGER NOT NULL,
  problem        TEXT
);
