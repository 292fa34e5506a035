-- The house: accounts, who is who, tokens, the ledger, and errands for Temporal.
-- Every row belongs to an account, and row-level security is forced: without `reeve.account` no row is seen.

CREATE FUNCTION current_account() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('reeve.account', true), '') $$;

-- Only the owner may read across accounts, and only by saying so (backup, restore, the list of accounts).
CREATE FUNCTION whole() RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT current_setting('reeve.whole', true) = 'on' $$;

CREATE TABLE account (
  id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE principal (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (id ~ '^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$'),
  kind text NOT NULL CHECK (kind IN ('person', 'agent')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  roles text[] NOT NULL CHECK (roles <@ ARRAY['viewer', 'operator', 'approver', 'admin']),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'suspended', 'revoked')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, id)
);

-- Names by which other systems know a principal: an OIDC subject now, chat ids with their doors.
CREATE TABLE identity (
  account text NOT NULL,
  provider text NOT NULL CHECK (provider IN ('oidc', 'slack', 'discord')),
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 300),
  principal text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, provider, subject),
  FOREIGN KEY (account, principal) REFERENCES principal (account, id)
);

CREATE TABLE token (
  account text NOT NULL,
  id text NOT NULL,
  principal text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  roles text[] NOT NULL CHECK (roles <@ ARRAY['viewer', 'operator', 'approver', 'admin']),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, principal) REFERENCES principal (account, id)
);

CREATE INDEX identity_principal ON identity (account, principal);
CREATE INDEX token_principal ON token (account, principal);

-- The body is canonical JSON exactly as it was hashed: json, unlike jsonb, keeps the text. What can be asked for is generated
-- from it. Not text either: each of the columns would then cast it, which costs more than the rest of an append.
CREATE TABLE ledger (
  body json NOT NULL,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  seal_key text,
  seal text,
  account text NOT NULL GENERATED ALWAYS AS (body ->> 'account') STORED,
  seq bigint NOT NULL GENERATED ALWAYS AS ((body ->> 'seq')::bigint) STORED,
  at_ms bigint NOT NULL GENERATED ALWAYS AS ((body ->> 'at')::bigint) STORED,
  key text NOT NULL GENERATED ALWAYS AS (body ->> 'key') STORED,
  kind text NOT NULL GENERATED ALWAYS AS (body ->> 'kind') STORED,
  actor text NOT NULL GENERATED ALWAYS AS (body ->> 'actor') STORED,
  subject text NOT NULL GENERATED ALWAYS AS (body ->> 'subject') STORED,
  correlation text GENERATED ALWAYS AS (body ->> 'correlation') STORED,
  agent text GENERATED ALWAYS AS (body ->> 'agent') STORED,
  action text GENERATED ALWAYS AS (body ->> 'action') STORED,
  outcome text GENERATED ALWAYS AS (body ->> 'outcome') STORED,
  PRIMARY KEY (account, seq),
  CHECK (seq BETWEEN 1 AND 9007199254740991),
  CHECK (json_typeof(body -> 'data') = 'object'),
  CHECK ((seal IS NULL) = (seal_key IS NULL))
);
CREATE UNIQUE INDEX ledger_key ON ledger (account, key);
CREATE INDEX ledger_correlation ON ledger (account, correlation, seq) WHERE correlation IS NOT NULL;
CREATE INDEX ledger_checkpoint ON ledger (account, seq) WHERE kind = 'checkpoint';

-- Waits for the book's turn and reads what an append needs, in one call. Volatile, so that each statement sees what was
-- committed while it waited. The plan for the head is kept: one key gives it in order, and nothing else is allowed, so a
-- short book and a long one are read alike. The keys are looked for with a plan made anew each time (EXECUTE): one made for
-- a short book would read all of a long one. `own` is the hash of the head that the caller wrote itself: its text needn't
-- be shown again.
CREATE FUNCTION open_book(keys text[], own text) RETURNS jsonb LANGUAGE plpgsql VOLATILE
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
  DECLARE
    mine text := current_account();
    newest record;
    earlier jsonb;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger/' || mine, 0));
    SELECT seq, hash, body, seal, seal_key INTO newest FROM ledger WHERE account = mine ORDER BY seq DESC LIMIT 1;
    EXECUTE 'SELECT jsonb_agg(jsonb_build_object(''key'', key, ''seq'', seq, ''hash'', hash, ''body'', body::text))
             FROM ledger WHERE account = $1 AND key = ANY ($2)' INTO earlier USING mine, keys;
    RETURN jsonb_build_object(
      'seq', newest.seq,
      'hash', newest.hash,
      'body', CASE WHEN newest.hash IS DISTINCT FROM own THEN newest.body::text END,
      'seal', newest.seal,
      'keyId', newest.seal_key,
      'at', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
      'fault', (SELECT fault FROM ledger_check WHERE account = mine AND NOT whole),
      'earlier', earlier);
  END $$;

-- What the last verification found. A broken book takes no further entry, so nothing can act on it.
CREATE TABLE ledger_check (
  account text PRIMARY KEY REFERENCES account,
  checked_at timestamptz NOT NULL,
  head_seq bigint NOT NULL,
  whole boolean NOT NULL,
  fault jsonb
);

-- Work that a door accepted for Temporal. It is sent from here, so an acknowledged request survives Temporal being away.
-- Who sends a row first moves `next_attempt_at` to the end of a lease, and `attempts` tells its claim from a later one.
-- A relay takes only the kinds that it knows, so a new one can be added while an older relay still runs.
CREATE TABLE inbox (
  account text NOT NULL REFERENCES account,
  id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('start', 'signal', 'update')),
  -- The type of the workflow to start, or the name of the message.
  name text NOT NULL,
  workflow_id text NOT NULL,
  -- Temporal refuses more than two megabytes, and gRPC more than four.
  args jsonb NOT NULL CHECK (octet_length(args::text) <= 1000000),
  trace jsonb NOT NULL DEFAULT '{}',
  accepted_at timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  refusals integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_error text,
  sent_at timestamptz,
  failed_at timestamptz,
  PRIMARY KEY (account, id),
  CHECK (sent_at IS NULL OR failed_at IS NULL)
);
CREATE INDEX inbox_unsent ON inbox (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX inbox_failed ON inbox (account) WHERE failed_at IS NOT NULL;
CREATE INDEX inbox_sent ON inbox (sent_at) WHERE sent_at IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['principal', 'identity', 'token', 'ledger', 'ledger_check', 'inbox'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON %I USING (account = current_account()) WITH CHECK (account = current_account())', t);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER USING (whole()) WITH CHECK (whole())', t);
  END LOOP;
END $$;
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON account USING (id = current_account()) WITH CHECK (id = current_account());
CREATE POLICY everything ON account TO CURRENT_USER USING (whole()) WITH CHECK (whole());
-- A token that was revoked stays so, and nothing else can be said of it than that it is.
CREATE POLICY revoked_once ON token AS RESTRICTIVE FOR UPDATE USING (revoked_at IS NULL) WITH CHECK (revoked_at IS NOT NULL);
-- Said by the name too: the owner is a member of every role and would inherit it without saying anything.
CREATE POLICY across_accounts ON inbox TO reeve_relay USING (current_user = 'reeve_relay');
CREATE POLICY only_long_sent ON inbox AS RESTRICTIVE FOR DELETE TO reeve_relay
  USING (current_user <> 'reeve_relay' OR sent_at < now() - interval '7 days');

-- Names of accounts are no secret between the parts of one installation; their rows are.
CREATE FUNCTION account_ids() RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER
  -- The temporary schema is searched first unless it is named, and anyone may fill it.
  SET search_path = reeve, pg_temp
  AS $$ BEGIN
    PERFORM set_config('reeve.whole', 'on', true);
    RETURN QUERY SELECT id FROM account ORDER BY id;
    PERFORM set_config('reeve.whole', '', true);
  END $$;
REVOKE ALL ON FUNCTION account_ids() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_ids() TO reeve_app;

GRANT USAGE ON SCHEMA reeve TO reeve_app, reeve_relay;
GRANT SELECT, INSERT ON account TO reeve_app;
GRANT SELECT, INSERT ON ledger TO reeve_app;
GRANT SELECT, INSERT, UPDATE (checked_at, head_seq, whole, fault) ON ledger_check TO reeve_app;
GRANT SELECT, INSERT, UPDATE (name, roles, state) ON principal TO reeve_app;
GRANT SELECT, INSERT, DELETE ON identity TO reeve_app;
GRANT SELECT, INSERT ON token, inbox TO reeve_app;
GRANT UPDATE (revoked_at) ON token TO reeve_app;
GRANT SELECT, DELETE ON inbox TO reeve_relay;
GRANT UPDATE (attempts, refusals, next_attempt_at, last_error, sent_at, failed_at) ON inbox TO reeve_relay;
GRANT SELECT ON migration TO reeve_app;

-- Browsers that are signed in at the console. The row is the session: where it is gone, a copied cookie opens nothing.
CREATE TABLE session (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
  principal text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, principal) REFERENCES principal (account, id)
);
CREATE INDEX session_of ON session (account, principal, expires_at);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON session USING (account = current_account()) WITH CHECK (account = current_account());
CREATE POLICY everything ON session TO CURRENT_USER USING (whole()) WITH CHECK (whole());
GRANT SELECT, INSERT, DELETE ON session TO reeve_app;
