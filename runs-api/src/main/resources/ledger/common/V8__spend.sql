-- What each attempt used of a model and what that cost, in the hour in which it was reported. The price that held then is
-- kept beside it. Amounts are billionths of a dollar: whole numbers, whose sums are exact. A line whose source is 'none' is
-- an attempt of an agent that reported nothing.
CREATE TABLE spend (
  run_id           TEXT   NOT NULL,
  store            TEXT   NOT NULL,
  node_id          TEXT   NOT NULL,
  iteration        BIGINT NOT NULL,
  attempt          BIGINT NOT NULL,
  source           TEXT   NOT NULL,
  model            TEXT   NOT NULL,
  provider         TEXT   NOT NULL,
  hour_ms          BIGINT NOT NULL,
  at_ms            BIGINT NOT NULL,
  workflow         TEXT   NOT NULL,
  calls            BIGINT NOT NULL,
  unknown_calls    BIGINT NOT NULL,
  estimated_calls  BIGINT NOT NULL,
  stand_in_calls   BIGINT NOT NULL,
  unpriced_calls   BIGINT NOT NULL,
  input_tokens     BIGINT NOT NULL,
  output_tokens    BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  cache_read       BIGINT NOT NULL,
  cache_write      BIGINT NOT NULL,
  cost_nano_usd    BIGINT NOT NULL,
  price            TEXT,
  PRIMARY KEY (run_id, store, node_id, iteration, attempt, source, model, provider, hour_ms)
);

CREATE INDEX spend_by_hour ON spend (hour_ms, workflow, model);

-- The same added up, so that a month of a busy service is some thousand rows.
CREATE TABLE spend_hour (
  hour_ms          BIGINT NOT NULL,
  workflow         TEXT   NOT NULL,
  model            TEXT   NOT NULL,
  provider         TEXT   NOT NULL,
  calls            BIGINT NOT NULL,
  unknown_calls    BIGINT NOT NULL,
  estimated_calls  BIGINT NOT NULL,
  stand_in_calls   BIGINT NOT NULL,
  unpriced_calls   BIGINT NOT NULL,
  input_tokens     BIGINT NOT NULL,
  output_tokens    BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  cache_read       BIGINT NOT NULL,
  cache_write      BIGINT NOT NULL,
  cost_nano_usd    BIGINT NOT NULL,
  PRIMARY KEY (hour_ms, workflow, model, provider)
);

-- Which events were counted. The store is no part of what tells them apart: a copied or renamed one holds the same.
CREATE TABLE spend_event (
  run_id TEXT   NOT NULL,
  seq    BIGINT NOT NULL,
  at_ms  BIGINT NOT NULL,
  PRIMARY KEY (run_id, seq, at_ms)
);

CREATE INDEX spend_event_by_time ON spend_event (at_ms);

-- Up to which event of a store was read. The event tells whether another one has taken its place.
CREATE TABLE spend_read (
  store    TEXT   NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  event_id TEXT
);

INSERT INTO spend
SELECT run_id, store, node_id, iteration, attempt, 'engine', model, '', at_ms - at_ms % 3600000, max(at_ms), max(workflow),
       count(*), sum(1 - is_exact), 0, 0, count(*),
       sum(input_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cache_read), 0, 0, NULL
  FROM token_usage
 GROUP BY run_id, store, node_id, iteration, attempt, model, at_ms - at_ms % 3600000;

INSERT INTO spend_hour
SELECT hour_ms, workflow, model, '', calls, inexact_calls, 0, 0, calls,
       input_tokens, output_tokens, reasoning_tokens, cache_read, 0, 0
  FROM token_usage_hour;

INSERT INTO spend_event SELECT run_id, seq, at_ms FROM token_usage;

INSERT INTO spend_read SELECT store, position, event_id FROM token_usage_read;

DROP TABLE token_usage;
DROP TABLE token_usage_hour;
DROP TABLE token_usage_read;
