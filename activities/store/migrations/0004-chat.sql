-- Chat: which people are told of what and where, and each message as it should read.

-- A team answers for agents and people; messages are routed by it.
ALTER TABLE principal ADD COLUMN team text NOT NULL DEFAULT '' CHECK (team ~ '^([a-z0-9][a-z0-9-]{0,62})?$');

CREATE TABLE route (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  provider text NOT NULL CHECK (provider IN ('slack', 'discord')),
  channel text NOT NULL CHECK (channel ~ '^[A-Za-z0-9]{1,40}$'),
  tells text[] NOT NULL CHECK (tells <@ ARRAY['requests', 'notices', 'trouble'] AND cardinality(tells) > 0),
  -- Empty: everybody, every team, every target.
  agent text NOT NULL DEFAULT '' CHECK (length(agent) <= 63),
  team text NOT NULL DEFAULT '' CHECK (length(team) <= 63),
  target text NOT NULL DEFAULT '*' CHECK (length(target) BETWEEN 1 AND 300),
  severity_min text NOT NULL DEFAULT 'info' CHECK (severity_min IN ('info', 'warning', 'high', 'critical')),
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  PRIMARY KEY (account, id)
);

-- What happened is told once for each intervention; those that roll up are shown as one.
ALTER TABLE notice ALTER COLUMN intervention SET NOT NULL;
ALTER TABLE notice ADD CONSTRAINT notice_kind_check CHECK (kind IN ('acted', 'trouble', 'task'));
ALTER TABLE notice ADD COLUMN roll text NOT NULL CHECK (length(roll) BETWEEN 1 AND 400);
ALTER TABLE notice ADD FOREIGN KEY (account, intervention) REFERENCES intervention (account, key);
CREATE INDEX notice_newest ON notice (account, at DESC);
CREATE INDEX notice_roll ON notice (account, roll, at);

-- One message in one channel. It should read as its subject stands now: each change of that wants it shown again, and
-- the courier shows what is newest, however many changes there were.
CREATE TABLE post (
  account text NOT NULL REFERENCES account,
  id text NOT NULL,
  provider text NOT NULL,
  channel text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('request', 'reminder', 'notice', 'hello')),
  -- The request, or what notices roll up to.
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 400),
  intervention text,
  part float8,
  opened_at timestamptz NOT NULL,
  -- A notice that rolls up and comes before this is shown here too.
  rolls_until timestamptz,
  wanted integer NOT NULL DEFAULT 1,
  shown integer NOT NULL DEFAULT 0,
  -- What the chat calls the message; absent while it was never said, or nobody knows whether it was.
  ref text CHECK (length(ref) <= 100),
  -- True while one says it, and after one that was not heard of any more.
  doubtful boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  refusals integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  last_error text CHECK (length(last_error) <= 500),
  failed_at timestamptz,
  PRIMARY KEY (account, id)
);
CREATE INDEX post_due ON post (next_attempt_at) WHERE shown < wanted AND failed_at IS NULL;
CREATE INDEX post_failed ON post (account) WHERE failed_at IS NOT NULL;
CREATE INDEX post_of ON post (account, intervention);
CREATE INDEX post_old ON post (opened_at);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['route', 'post'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON %I USING (account = current_account()) WITH CHECK (account = current_account())', t);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER USING (whole()) WITH CHECK (whole())', t);
  END LOOP;
END $$;
CREATE POLICY across_accounts ON post TO reeve_relay USING (current_user = 'reeve_relay');
CREATE POLICY only_old ON post AS RESTRICTIVE FOR DELETE TO reeve_relay
  USING (current_user <> 'reeve_relay' OR opened_at < now() - interval '30 days');

GRANT UPDATE (team) ON principal TO reeve_app;
GRANT SELECT, INSERT ON route, post TO reeve_app;
GRANT UPDATE (provider, channel, tells, agent, team, target, severity_min, author, reason), DELETE ON route TO reeve_app;
GRANT UPDATE (wanted, failed_at, refusals, next_attempt_at) ON post TO reeve_app;
GRANT SELECT, DELETE ON post TO reeve_relay;
GRANT UPDATE (shown, ref, doubtful, attempts, refusals, next_attempt_at, last_error, failed_at) ON post TO reeve_relay;
