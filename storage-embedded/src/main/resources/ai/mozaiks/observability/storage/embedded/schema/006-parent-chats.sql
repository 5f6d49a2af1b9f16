-- Chats that are a part of another one of the same app: conversations within a conversation.
ALTER TABLE events ADD COLUMN parent_chat VARCHAR;         -- of a started workflow
ALTER TABLE chats ADD COLUMN parent_chat VARCHAR;
ALTER TABLE chats ADD COLUMN parent_chat_at_nanos BIGINT;  -- when it was told; of several, the first
