-- What was changed where, as those who change it tell: a deploy pipeline, a person. A diagnosis asks what changed before it went wrong.
CREATE TABLE change (
  account text NOT NULL REFERENCES account,
  -- The sender's own name for the message, or a digest of it: told again it is the same change.
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('deploy', 'config', 'migration', 'node', 'scale')),
  namespace text NOT NULL CHECK (length(namespace) <= 253),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 253),
  revision text NOT NULL CHECK (length(revision) <= 200),
  status text NOT NULL CHECK (length(status) <= 60),
  source text NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
  PRIMARY KEY (account, id)
);
CREATE INDEX change_newest ON change (account, at DESC, id DESC);

-- How often the secret of a hook was made anew. Without a row it is the first.
CREATE TABLE hook (
  account text NOT NULL REFERENCES account,
  provider text NOT NULL CHECK (provider IN ('github', 'gitlab', 'teamcity')),
  version integer NOT NULL CHECK (version > 0),
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  PRIMARY KEY (account, provider)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['change', 'hook'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON %I USING (account = current_account()) WITH CHECK (account = current_account())', t);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER USING (whole()) WITH CHECK (whole())', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON change TO reeve_app;
GRANT SELECT, INSERT, UPDATE (version, author, reason) ON hook TO reeve_app;
