-- What moved the trust of one agent is read from the book, the newest first.
CREATE INDEX ledger_trust ON ledger (account, agent, seq) WHERE kind = 'trust';
