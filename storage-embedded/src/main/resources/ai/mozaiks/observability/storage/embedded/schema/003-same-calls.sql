-- What tells calls of tools that repeat each other: a keyed hash of the arguments, not these.
ALTER TABLE events ADD COLUMN arguments_hash BIGINT;
ALTER TABLE chats ADD COLUMN same_calls VARCHAR;  -- the most frequent, see SameCallsColumn
