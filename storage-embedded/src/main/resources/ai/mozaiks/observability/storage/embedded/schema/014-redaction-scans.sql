-- Scans of what is stored by the rules of redaction of one time: see RedactionScan.
CREATE TABLE redaction_scans (
  id VARCHAR NOT NULL,
  fingerprint VARCHAR NOT NULL,
  asked_nanos BIGINT NOT NULL,
  asked_by VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  dry_run BOOLEAN NOT NULL,
  done_nanos BIGINT,               -- NULL until then
  signal VARCHAR NOT NULL,         -- where it goes on, see ScanPosition
  after_first BIGINT NOT NULL,
  after_second BIGINT NOT NULL,
  after_third BIGINT NOT NULL
);
CREATE TABLE redaction_scan_counts (
  id VARCHAR NOT NULL,             -- of the scan
  kind VARCHAR NOT NULL,           -- read, changed, left (of a signal), masked (by a rule)
  name VARCHAR NOT NULL,           -- the signal or rule
  amount BIGINT NOT NULL
);

-- The ids that log records have when they are sent again, where masking made them others.
CREATE TABLE resent_logs (
  id_high BIGINT NOT NULL,
  id_low BIGINT NOT NULL,
  time_nanos BIGINT NOT NULL,      -- of the record
  log_high BIGINT NOT NULL,        -- by which it is stored
  log_low BIGINT NOT NULL
);
