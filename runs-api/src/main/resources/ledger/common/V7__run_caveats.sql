-- Runs that finished with something lost on the way, by the position of their row in the store. The kinds are words with a
-- space between them.
CREATE TABLE run_caveat (
  store       TEXT   NOT NULL,
  run_id      TEXT   NOT NULL,
  position    BIGINT NOT NULL,
  ended_at_ms BIGINT NOT NULL,
  kinds       TEXT   NOT NULL,
  PRIMARY KEY (store, run_id)
);

CREATE INDEX run_caveat_by_time ON run_caveat (ended_at_ms);

-- Up to which event of a store the ends of runs were read. The event tells whether another one has taken its place.
CREATE TABLE run_caveat_read (
  store    TEXT   NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  event_id TEXT
);

-- Ends of runs that somebody has seen. A run that ends again has not been seen.
CREATE TABLE run_seen (
  store       TEXT   NOT NULL,
  run_id      TEXT   NOT NULL,
  ended_at_ms BIGINT NOT NULL,
  seen_at_ms  BIGINT NOT NULL,
  seen_by     TEXT   NOT NULL,
  PRIMARY KEY (store, run_id)
);

CREATE INDEX run_seen_by_time ON run_seen (seen_at_ms);
