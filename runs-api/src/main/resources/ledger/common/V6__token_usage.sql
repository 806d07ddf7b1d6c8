-- One line for each report of an attempt. The store is no part of what tells them apart: a copied or renamed one holds the same.
CREATE TABLE token_usage (
  run_id           TEXT   NOT NULL,
  seq              BIGINT NOT NULL,
  at_ms            BIGINT NOT NULL,
  store            TEXT   NOT NULL,
  workflow         TEXT   NOT NULL,
  node_id          TEXT   NOT NULL,
  iteration        BIGINT NOT NULL,
  attempt          BIGINT NOT NULL,
  model            TEXT   NOT NULL,
  input_tokens     BIGINT NOT NULL,
  output_tokens    BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  cache_read       BIGINT NOT NULL,
  is_exact         BIGINT NOT NULL,
  PRIMARY KEY (run_id, seq, at_ms)
);

CREATE INDEX token_usage_by_time ON token_usage (at_ms);

-- The same added up, so that a month of a busy service is some thousand rows.
CREATE TABLE token_usage_hour (
  hour_ms          BIGINT NOT NULL,
  workflow         TEXT   NOT NULL,
  model            TEXT   NOT NULL,
  calls            BIGINT NOT NULL,
  input_tokens     BIGINT NOT NULL,
  output_tokens    BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  cache_read       BIGINT NOT NULL,
  inexact_calls    BIGINT NOT NULL,
  PRIMARY KEY (hour_ms, workflow, model)
);

-- Up to which event of a store the reports were read. The event tells whether another one has taken its place.
CREATE TABLE token_usage_read (
  store    TEXT   NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  event_id TEXT
);
