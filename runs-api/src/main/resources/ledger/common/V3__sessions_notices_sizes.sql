-- Sessions that somebody ended before their time. A key's name is in Base64; empty where an earlier edition kept none.
CREATE TABLE ended_session (
  id         TEXT   NOT NULL,
  key_name   TEXT   NOT NULL,
  ends_at_ms BIGINT NOT NULL,
  PRIMARY KEY (id, key_name)
);

-- All sessions of a key that began until then are over; those of every key where the name is empty.
CREATE TABLE sessions_over (
  key_name  TEXT   NOT NULL PRIMARY KEY,
  until_ms  BIGINT NOT NULL
);

-- What an operator should know of: when it was first and last there, and which targets, one a line, do not know of it yet.
CREATE TABLE notice (
  notice_key    TEXT   NOT NULL PRIMARY KEY,
  noticed_at_ms BIGINT NOT NULL,
  seen_at_ms    BIGINT NOT NULL,
  owed          TEXT   NOT NULL
);

-- One row: what failed before then is no news.
CREATE TABLE notices_begun (
  id       INTEGER NOT NULL PRIMARY KEY,
  since_ms BIGINT  NOT NULL
);

-- How large each store was at the first look of a day (UTC), as in 2026-11-27.
CREATE TABLE store_size (
  store      TEXT   NOT NULL,
  day        TEXT   NOT NULL,
  size_bytes BIGINT NOT NULL,
  PRIMARY KEY (store, day)
);

CREATE INDEX store_size_by_day ON store_size (day);
