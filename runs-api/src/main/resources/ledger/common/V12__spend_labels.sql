-- The annotations of runs that used models, as far as they are single values: spend is divided by them after the runs are gone.
CREATE TABLE spend_label (
  run_id TEXT NOT NULL,
  store  TEXT NOT NULL,
  name   TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (run_id, store, name)
);
