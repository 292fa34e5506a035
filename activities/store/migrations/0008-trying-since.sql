-- Since when a message is tried that was shown before: an old one has as much time to be shown anew as a new one has.
ALTER TABLE post ADD COLUMN trying_since timestamptz;
GRANT UPDATE (trying_since) ON post TO reeve_app, reeve_relay;
