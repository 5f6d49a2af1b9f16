-- Log records that were written one after the other are a block, and which words stand in a block that
-- is full is told by WordFilter: so a search passes over those that have none of what it looks for. A
-- word is in the part that the first four bits of its hash name. What is in no full block, and what
-- was there before there were blocks (0), is searched record by record.
ALTER TABLE logs ADD COLUMN block BIGINT DEFAULT 0;
CREATE TABLE log_blocks (
  number BIGINT NOT NULL,
  oldest_nanos BIGINT NOT NULL,  -- of the records' times
  newest_nanos BIGINT NOT NULL,
  words_0 BLOB NOT NULL, words_1 BLOB NOT NULL, words_2 BLOB NOT NULL, words_3 BLOB NOT NULL,
  words_4 BLOB NOT NULL, words_5 BLOB NOT NULL, words_6 BLOB NOT NULL, words_7 BLOB NOT NULL,
  words_8 BLOB NOT NULL, words_9 BLOB NOT NULL, words_10 BLOB NOT NULL, words_11 BLOB NOT NULL,
  words_12 BLOB NOT NULL, words_13 BLOB NOT NULL, words_14 BLOB NOT NULL, words_15 BLOB NOT NULL
);
