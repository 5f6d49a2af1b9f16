-- Times are milliseconds since 1970; took_us and good_us are microseconds.

-- How each uptime check is. The first columns are those of its last look that failed; null for none.
CREATE TABLE uptime_checks (
  check_name TEXT PRIMARY KEY,
  at INTEGER,
  outcome TEXT,
  took_us INTEGER,
  status INTEGER,
  reason TEXT,
  certificate INTEGER,
  -- since when it is up, or down
  since INTEGER NOT NULL,
  -- how many looks failed, one after the other
  failures INTEGER NOT NULL,
  -- when its certificate expires, as it was shown last
  certificate_kept INTEGER
) WITHOUT ROWID;

-- The last looks.
CREATE TABLE uptime_results (
  check_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  took_us INTEGER NOT NULL,
  status INTEGER NOT NULL,
  reason TEXT NOT NULL,
  certificate INTEGER,
  PRIMARY KEY (check_name, at)
) WITHOUT ROWID;

-- Sums of all looks by hour; good_us is how long the good ones took.
CREATE TABLE uptime_hours (
  check_name TEXT NOT NULL,
  hour INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  good_us INTEGER NOT NULL,
  PRIMARY KEY (check_name, hour)
) WITHOUT ROWID;
