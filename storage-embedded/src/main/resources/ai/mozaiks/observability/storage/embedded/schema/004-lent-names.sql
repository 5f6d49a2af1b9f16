-- Which of workflow and user_id the event did not say itself, but other events of its chat did:
-- workflow, user, workflow_and_user; pending for an event that could not be completed so far; NULL
-- for none, and for all that was written before this column.
ALTER TABLE events ADD COLUMN lent VARCHAR;
