-- Files of earlier editions whose content lies here: one that is still there was read, and only not yet renamed.
CREATE TABLE taken_over (
  file           TEXT   NOT NULL,
  size_bytes     BIGINT NOT NULL,
  modified_at_ms BIGINT NOT NULL,
  at_ms          BIGINT NOT NULL,
  entries        BIGINT NOT NULL,
  unreadable     BIGINT NOT NULL,
  PRIMARY KEY (file, size_bytes, modified_at_ms)
);
