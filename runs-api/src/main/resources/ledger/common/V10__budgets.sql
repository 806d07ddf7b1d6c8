-- The budgets of everything and of workflows, as one document: they are changed together.
CREATE TABLE budgets (
  id            INTEGER NOT NULL PRIMARY KEY,
  document      TEXT    NOT NULL,
  revision      BIGINT  NOT NULL,
  changed_at_ms BIGINT  NOT NULL,
  changed_by    TEXT    NOT NULL
);

-- Runs that a budget paused. One that was let go on stays until a process goes on with it.
CREATE TABLE budget_hold (
  store          TEXT   NOT NULL,
  run_id         TEXT   NOT NULL,
  budget         TEXT   NOT NULL,
  says           TEXT   NOT NULL,
  held_at_ms     BIGINT NOT NULL,
  released_at_ms BIGINT,
  released_by    TEXT,
  PRIMARY KEY (store, run_id)
);

-- Runs that a person let go on past a budget, until its period is over.
CREATE TABLE budget_pass (
  store    TEXT   NOT NULL,
  run_id   TEXT   NOT NULL,
  budget   TEXT   NOT NULL,
  until_ms BIGINT NOT NULL,
  given_by TEXT   NOT NULL,
  PRIMARY KEY (store, run_id, budget)
);
