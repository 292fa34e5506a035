-- What was found out from a captured bundle. The bundle itself is not kept: its report quotes what shows it, redacted.
CREATE TABLE diagnosis (
  account text NOT NULL REFERENCES account,
  -- Of the bytes that were sent, so that the same bundle is one diagnosis however often it is sent.
  id text NOT NULL CHECK (id ~ '^[0-9a-f]{16}$'),
  at timestamptz NOT NULL,
  author text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  verdict text NOT NULL CHECK (verdict IN ('fault', 'expected', 'recovered', 'healthy', 'unknown')),
  report jsonb NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX diagnosis_newest ON diagnosis (account, at DESC, id DESC);

ALTER TABLE diagnosis ENABLE ROW LEVEL SECURITY;
ALTER TABLE diagnosis FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON diagnosis USING (account = current_account()) WITH CHECK (account = current_account());
CREATE POLICY everything ON diagnosis TO CURRENT_USER USING (whole()) WITH CHECK (whole());
GRANT SELECT, INSERT, DELETE, UPDATE (at, author, name, verdict, report) ON diagnosis TO reeve_app;
