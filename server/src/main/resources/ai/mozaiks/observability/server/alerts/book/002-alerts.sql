-- Times are milliseconds since 1970, lists and tables are JSON.

-- The alerts as they are: pending, firing, or over for less than an hour.
CREATE TABLE alerts (
  rule TEXT NOT NULL,
  alert_group TEXT NOT NULL,
  alert TEXT NOT NULL,
  PRIMARY KEY (rule, alert_group)
) WITHOUT ROWID;

-- Every time an alert came into another state.
CREATE TABLE alert_history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  rule TEXT NOT NULL,
  state TEXT NOT NULL,
  alert TEXT NOT NULL
);

CREATE INDEX alert_history_by_time ON alert_history (at);

-- Who changed what: rules, silences, service levels, tests of channels.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL
);
