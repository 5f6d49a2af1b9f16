-- Deletions that were asked for, one receipt each; kept for good. Nothing of what was deleted.
CREATE TABLE deletions (
  id VARCHAR NOT NULL,
  asked_nanos BIGINT NOT NULL,
  asked_by VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  subject_kind VARCHAR NOT NULL,   -- app, user, chat
  subject VARCHAR NOT NULL,        -- its id
  subject_app VARCHAR,             -- of a user or chat: only in this app
  done_nanos BIGINT NOT NULL,
  chats BIGINT NOT NULL,           -- here and below: how many rows went
  events BIGINT NOT NULL,
  spans BIGINT NOT NULL,
  contents BIGINT NOT NULL,
  logs BIGINT NOT NULL,
  points BIGINT NOT NULL,
  from_nanos BIGINT,               -- the times in what went; NULL if it had none
  to_nanos BIGINT,
  digest VARCHAR NOT NULL          -- see PartsDigest
);

-- The parts that went with them, so that nothing brings them back: see DeletionReader.
CREATE TABLE deleted_parts (
  direct BOOLEAN NOT NULL,
  high BIGINT NOT NULL,
  low BIGINT NOT NULL,
  written_nanos BIGINT NOT NULL    -- when they were deleted; retention counts from here
);
