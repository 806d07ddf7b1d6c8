-- What a run was launched with, as JSON. The store is empty until the run's row shows in one. Of files of an earlier edition a
-- name that was no good file name is known by its number only, as ~UUID.
CREATE TABLE run_settings (
  store      TEXT   NOT NULL,
  run_id     TEXT   NOT NULL,
  settings   TEXT   NOT NULL,
  kept_at_ms BIGINT NOT NULL,
  PRIMARY KEY (store, run_id)
);

CREATE INDEX run_settings_by_time ON run_settings (kept_at_ms);

-- How often the supervisor has tried to go on with a run for a reason. The store is empty where an earlier edition kept none.
CREATE TABLE resume_attempt (
  store      TEXT    NOT NULL,
  run_id     TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  tries      INTEGER NOT NULL,
  last_at_ms BIGINT  NOT NULL,
  PRIMARY KEY (store, run_id)
);

-- Runs that a stop of the service interrupted.
CREATE TABLE interrupted_run (
  store  TEXT NOT NULL,
  run_id TEXT NOT NULL,
  PRIMARY KEY (store, run_id)
);
