-- Who calls work off is heard at the next write, also while the word is still on its way to the workflow.
ALTER TABLE intervention ADD COLUMN called_off_at timestamptz;
GRANT UPDATE (called_off_at) ON intervention TO reeve_app;
