CREATE TABLE schedule (
    name              TEXT    NOT NULL PRIMARY KEY,
    definition        TEXT    NOT NULL,
    revision          BIGINT  NOT NULL,
    changed_at_ms     BIGINT  NOT NULL,
    changed_by        TEXT    NOT NULL,
    decided_until_ms  BIGINT  NOT NULL,
    paused_at_ms      BIGINT,
    paused_by         TEXT,
    pause_note        TEXT,
    paused_by_failures INTEGER NOT NULL,
    failures          INTEGER NOT NULL,
    seen_until_ms     BIGINT  NOT NULL
);

CREATE TABLE firing (
    schedule      TEXT    NOT NULL,
    due_at_ms     BIGINT  NOT NULL,
    kind          TEXT    NOT NULL,
    outcome       TEXT    NOT NULL,
    reason        TEXT,
    run_id        TEXT    NOT NULL,
    store         TEXT,
    decided_at_ms BIGINT  NOT NULL,
    started_at_ms BIGINT,
    run_state     TEXT,
    ended_at_ms   BIGINT,
    asked_by      TEXT,
    PRIMARY KEY (schedule, due_at_ms, kind)
);

CREATE INDEX firing_open ON firing (outcome, ended_at_ms);
