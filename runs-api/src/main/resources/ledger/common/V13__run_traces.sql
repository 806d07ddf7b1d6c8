-- Up to which event of a store ends of runs were told to the collector of traces. The event tells whether another one has
-- taken its place. Under the empty name stands, as position, the time at which runs were first traced.
CREATE TABLE run_trace_read (
  store    TEXT   NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  event_id TEXT
);
