-- Numbers are the database's and given once: a cursor that was handed out never leads to another line.
CREATE TABLE audit (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms        BIGINT  NOT NULL,
  principal    TEXT,
  role         TEXT,
  action       TEXT    NOT NULL,
  method       TEXT    NOT NULL,
  path         TEXT    NOT NULL,
  run_id       TEXT,
  store        TEXT,
  workflow     TEXT,
  result       TEXT    NOT NULL,
  status       INTEGER NOT NULL,
  problem_type TEXT,
  detail       TEXT    NOT NULL
);

CREATE INDEX audit_by_time ON audit (at_ms, seq);
CREATE INDEX audit_by_run ON audit (run_id, seq);
CREATE INDEX audit_by_principal ON audit (principal, seq);
CREATE INDEX audit_by_action ON audit (action, seq);
