-- Times are milliseconds since 1970, lists and tables are JSON; secrets are in none of them.

-- What a channel is to be told of together, and when it is looked at next.
CREATE TABLE notification_groups (
  channel TEXT NOT NULL,
  group_key TEXT NOT NULL,
  labels TEXT NOT NULL,
  interval_ms INTEGER NOT NULL,
  repeat_ms INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  sent_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (channel, group_key)
) WITHOUT ROWID;

CREATE INDEX notification_groups_by_time ON notification_groups (channel, due_at);

-- The alerts of a group: what they are now, and what the channel knows of them.
CREATE TABLE notification_alerts (
  channel TEXT NOT NULL,
  group_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  alert TEXT NOT NULL,
  firing INTEGER NOT NULL,
  -- since when it fires (or fired) that the channel was told of; null when told of nothing
  told_since INTEGER,
  -- whether there was a time at which it fired, was untold and not held back by anything
  wanted INTEGER NOT NULL DEFAULT 0,
  -- how often it fired and was over again before the channel could be told
  missed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (channel, group_key, fingerprint),
  FOREIGN KEY (channel, group_key) REFERENCES notification_groups ON DELETE CASCADE
) WITHOUT ROWID;

-- Which deliveries were made, or are being tried.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  groups TEXT NOT NULL,
  title TEXT NOT NULL,
  alerts TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  error TEXT
);

CREATE INDEX deliveries_under_way ON deliveries (channel, status);

CREATE INDEX deliveries_by_time ON deliveries (last_at);

-- How the channels are doing.
CREATE TABLE channel_health (
  channel TEXT PRIMARY KEY,
  delivered_at INTEGER,
  failing_since INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER,
  error TEXT
) WITHOUT ROWID;

-- Silences; one that is over stays, so that it can be looked up who wanted it.
CREATE TABLE silences (
  id TEXT PRIMARY KEY,
  matchers TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  comment TEXT NOT NULL,
  expired_at INTEGER,
  expired_by TEXT
) WITHOUT ROWID;
