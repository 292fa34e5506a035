-- The spine: what is wished, how it was judged, who was asked, what was done, and everything a judgement reads.

-- The one clock of deadlines, leases and windows: the database's own, so that no process can be ahead of another.
CREATE FUNCTION clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;
CREATE FUNCTION ms(at timestamptz) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$ SELECT floor(extract(epoch FROM at) * 1000)::float8 $$;

-- What Reeve itself observed; nothing else may be changed.
CREATE TABLE target (
  account text NOT NULL REFERENCES account,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 600),
  uid text CHECK (length(uid) BETWEEN 1 AND 200),
  seen_at timestamptz NOT NULL,
  seen_by text NOT NULL CHECK (length(seen_by) BETWEEN 1 AND 100),
  PRIMARY KEY (account, name)
);

-- What people wrote over the defaults. An empty name stands for everybody.
CREATE TABLE policy (
  account text NOT NULL REFERENCES account,
  category text NOT NULL CHECK (category ~ '^(\*|[a-z][a-z0-9_.-]{0,99})$'),
  agent text NOT NULL DEFAULT '' CHECK (length(agent) <= 63),
  person text NOT NULL DEFAULT '' CHECK (length(person) <= 63),
  verb text NOT NULL CHECK (verb IN ('auto_approve', 'notify_and_proceed', 'require_approval', 'blocked')),
  score_min float8 NOT NULL CHECK (score_min BETWEEN 0 AND 1),
  asks_from text CHECK (asks_from IN ('info', 'warning', 'high', 'critical')),
  chain text NOT NULL CHECK (length(chain) BETWEEN 1 AND 63),
  risk text CHECK (risk IN ('low', 'medium', 'high', 'critical')),
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  written_at timestamptz NOT NULL,
  PRIMARY KEY (account, category, agent, person)
);

-- How far work is opened, by target: a pattern with * over the target's whole name.
CREATE TABLE scope (
  account text NOT NULL REFERENCES account,
  pattern text NOT NULL CHECK (length(pattern) BETWEEN 1 AND 300),
  stage text NOT NULL CHECK (stage IN ('observe', 'dry-run', 'act')),
  risk_max text NOT NULL CHECK (risk_max IN ('low', 'medium', 'high', 'critical')),
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  written_at timestamptz NOT NULL,
  PRIMARY KEY (account, pattern)
);

CREATE TABLE autonomy (
  account text PRIMARY KEY REFERENCES account,
  patrol text NOT NULL DEFAULT 'monitor',
  assistant text NOT NULL DEFAULT 'read_only',
  full_unlocked_until timestamptz,
  four_eyes_waived boolean NOT NULL DEFAULT false
);

-- Kill switches and freezes. One that has ended stays, for who asks later.
CREATE TABLE stop (
  account text NOT NULL REFERENCES account,
  id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('kill', 'freeze')),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  author text NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX stop_open ON stop (account, kind) WHERE ends_at IS NULL;

CREATE TABLE maintenance (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  time_zone text NOT NULL,
  days integer[] NOT NULL,
  opens integer NOT NULL CHECK (opens BETWEEN 0 AND 1440),
  closes integer NOT NULL CHECK (closes BETWEEN 0 AND 1440),
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  PRIMARY KEY (account, id)
);

-- Who is asked, in which order: under a name of its own, or over one that comes with Reeve.
CREATE TABLE chain (
  account text NOT NULL REFERENCES account,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  steps jsonb NOT NULL CHECK (jsonb_typeof(steps) = 'array' AND jsonb_array_length(steps) BETWEEN 1 AND 5),
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  PRIMARY KEY (account, name)
);

CREATE TABLE trust (
  account text NOT NULL,
  agent text NOT NULL,
  safety float8 NOT NULL CHECK (safety BETWEEN 0 AND 1),
  reliability float8 NOT NULL CHECK (reliability BETWEEN 0 AND 1),
  quality float8 NOT NULL CHECK (quality BETWEEN 0 AND 1),
  cost float8 NOT NULL CHECK (cost BETWEEN 0 AND 1),
  speed float8 NOT NULL CHECK (speed BETWEEN 0 AND 1),
  tier text NOT NULL CHECK (tier IN ('T0', 'T1', 'T2', 'T3', 'T4')),
  evaluated_at timestamptz NOT NULL,
  PRIMARY KEY (account, agent),
  FOREIGN KEY (account, agent) REFERENCES principal (account, id)
);

CREATE TABLE pressure (
  account text NOT NULL REFERENCES account,
  source text NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
  strength float8 NOT NULL CHECK (strength BETWEEN 0 AND 16),
  at timestamptz NOT NULL,
  ttl_ms integer NOT NULL CHECK (ttl_ms BETWEEN 1000 AND 86400000),
  decay float8 NOT NULL CHECK (decay BETWEEN 0 AND 1),
  PRIMARY KEY (account, source)
);

-- Limits that people set over the defaults: acts an hour, fixes a day, consent of a module a day.
CREATE TABLE budget (
  account text NOT NULL REFERENCES account,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  most integer NOT NULL CHECK (most BETWEEN 0 AND 100000),
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  PRIMARY KEY (account, name)
);

CREATE TABLE breaker (
  account text NOT NULL REFERENCES account,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  state jsonb NOT NULL,
  PRIMARY KEY (account, name)
);

CREATE TABLE flag (
  account text NOT NULL REFERENCES account,
  name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
  value jsonb NOT NULL CHECK (length(value::text) <= 4000),
  -- Left by the effect that set it, so that after a crash nobody sets it twice.
  effect text,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (account, name)
);

-- A wish, and where it stands. The wish never changes; the rest is its story so far.
CREATE TABLE intervention (
  account text NOT NULL REFERENCES account,
  key text NOT NULL CHECK (key ~ '^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,119}$'),
  proposal jsonb NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  proposer text NOT NULL,
  origin text NOT NULL,
  severity text NOT NULL,
  correlation text NOT NULL,
  proposed_at timestamptz NOT NULL,
  stage text NOT NULL DEFAULT 'proposed',
  plan jsonb,
  plan_hash text,
  round integer NOT NULL DEFAULT 0,
  deferred_ms jsonb NOT NULL DEFAULT '{}',
  fence bigint,
  begun_at timestamptz,
  outcome text CHECK (outcome IN ('verified', 'undone', 'undo-failed', 'failed', 'needs-hands', 'stale', 'refused', 'expired',
    'rejected', 'changes-requested', 'withdrawn', 'cancelled', 'unknown', 'recorded')),
  because text,
  ended_at timestamptz,
  PRIMARY KEY (account, key)
);
CREATE INDEX intervention_newest ON intervention (account, proposed_at DESC);
CREATE INDEX intervention_open ON intervention (account, proposed_at) WHERE outcome IS NULL;
CREATE INDEX intervention_twin ON intervention (account, target, action, ended_at);

-- Each time the gate spoke: the verdict with every rule, for the plan that it saw.
CREATE TABLE judgement (
  account text NOT NULL,
  intervention text NOT NULL,
  round integer NOT NULL,
  at timestamptz NOT NULL,
  plan_hash text NOT NULL,
  verdict jsonb NOT NULL,
  because text NOT NULL,
  stale boolean NOT NULL,
  PRIMARY KEY (account, intervention, round),
  FOREIGN KEY (account, intervention) REFERENCES intervention (account, key)
);

-- A question to people, bound to one plan. The row is the arbiter: open until it says otherwise, by this clock.
CREATE TABLE request (
  account text NOT NULL,
  id text NOT NULL,
  intervention text NOT NULL,
  round integer NOT NULL,
  plan_hash text NOT NULL,
  rules text[] NOT NULL,
  chain jsonb NOT NULL,
  step integer NOT NULL DEFAULT 0,
  opened_at timestamptz NOT NULL,
  deadline timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected', 'changes-requested', 'expired', 'withdrawn')),
  closed_at timestamptz,
  PRIMARY KEY (account, id),
  UNIQUE (account, intervention, round),
  FOREIGN KEY (account, intervention) REFERENCES intervention (account, key)
);
CREATE INDEX request_open ON request (account, deadline) WHERE state = 'open';

CREATE TABLE answer (
  account text NOT NULL,
  id text NOT NULL,
  request text NOT NULL,
  step integer NOT NULL,
  person text NOT NULL,
  says text NOT NULL CHECK (says IN ('approve', 'reject', 'request-changes', 'delegate')),
  reason text CHECK (length(reason) <= 1000),
  delegate text,
  door text NOT NULL,
  roles text[] NOT NULL,
  plan_hash text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (account, id),
  UNIQUE (account, request, step, person),
  FOREIGN KEY (account, request) REFERENCES request (account, id),
  FOREIGN KEY (account, person) REFERENCES principal (account, id)
);

-- Who may write to a target now. The fence only grows, so that who was thought dead can never write again.
CREATE TABLE lease (
  account text NOT NULL REFERENCES account,
  target text NOT NULL,
  fence bigint NOT NULL,
  holder text,
  held_until timestamptz NOT NULL,
  PRIMARY KEY (account, target)
);

-- What work under way may cost, taken before it acts, then spent or given back.
CREATE TABLE reservation (
  account text NOT NULL,
  intervention text NOT NULL,
  bucket text NOT NULL CHECK (length(bucket) <= 700),
  at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'reserved' CHECK (state IN ('reserved', 'spent', 'released')),
  PRIMARY KEY (account, intervention, bucket),
  FOREIGN KEY (account, intervention) REFERENCES intervention (account, key)
);
CREATE INDEX reservation_counted ON reservation (account, bucket, at) WHERE state <> 'released';

-- One row for each effect that is sent into the world, written before it is sent.
CREATE TABLE effect (
  account text NOT NULL,
  key text NOT NULL,
  intervention text NOT NULL,
  step text NOT NULL CHECK (step IN ('apply', 'undo')),
  begun_at timestamptz NOT NULL,
  receipt jsonb,
  received_at timestamptz,
  PRIMARY KEY (account, key),
  FOREIGN KEY (account, intervention) REFERENCES intervention (account, key)
);

-- Work for a person's hands.
CREATE TABLE task (
  account text NOT NULL,
  id text NOT NULL,
  intervention text NOT NULL,
  text text NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
  opened_at timestamptz NOT NULL,
  done_at timestamptz,
  done_by text,
  done_says text CHECK (done_says IN ('done', 'can-not')),
  note text CHECK (length(note) <= 1000),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, intervention) REFERENCES intervention (account, key)
);

-- What people are told: written with the thing that it tells of, sent from here until it arrived.
CREATE TABLE notice (
  account text NOT NULL REFERENCES account,
  id text NOT NULL,
  intervention text,
  kind text NOT NULL,
  body jsonb NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (account, id)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['target', 'policy', 'scope', 'autonomy', 'stop', 'maintenance', 'chain', 'trust', 'pressure', 'budget', 'breaker', 'flag',
    'intervention', 'judgement', 'request', 'answer', 'lease', 'reservation', 'effect', 'task', 'notice'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON %I USING (account = current_account()) WITH CHECK (account = current_account())', t);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER USING (whole()) WITH CHECK (whole())', t);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON target, policy, scope, autonomy, stop, maintenance, chain, trust, pressure, budget, breaker, flag, intervention, judgement,
  request, answer, lease, reservation, effect, task, notice TO reeve_app;
GRANT UPDATE (patrol, assistant, full_unlocked_until, four_eyes_waived) ON autonomy TO reeve_app;
GRANT UPDATE (safety, reliability, quality, cost, speed, tier, evaluated_at) ON trust TO reeve_app;
GRANT UPDATE (strength, at, ttl_ms, decay) ON pressure TO reeve_app;
GRANT UPDATE (state) ON breaker TO reeve_app;
GRANT UPDATE (value, effect, changed_at) ON flag TO reeve_app;
GRANT UPDATE (most, author, reason), DELETE ON budget TO reeve_app;
GRANT UPDATE (steps, author, reason), DELETE ON chain TO reeve_app;
GRANT UPDATE (uid, seen_at, seen_by) ON target TO reeve_app;
GRANT UPDATE (verb, score_min, asks_from, chain, risk, author, reason, written_at), DELETE ON policy TO reeve_app;
GRANT UPDATE (stage, risk_max, author, reason, written_at), DELETE ON scope TO reeve_app;
GRANT UPDATE (ends_at) ON stop TO reeve_app;
GRANT UPDATE (time_zone, days, opens, closes, author, reason), DELETE ON maintenance TO reeve_app;
GRANT UPDATE (stage, plan, plan_hash, round, deferred_ms, fence, begun_at, outcome, because, ended_at) ON intervention TO reeve_app;
GRANT UPDATE (step, deadline, state, closed_at) ON request TO reeve_app;
GRANT UPDATE (fence, holder, held_until) ON lease TO reeve_app;
GRANT UPDATE (state) ON reservation TO reeve_app;
GRANT UPDATE (receipt, received_at) ON effect TO reeve_app;
GRANT UPDATE (done_at, done_by, done_says, note) ON task TO reeve_app;

-- What the Web UI shows of a run from its start. Nothing personal goes in.
ALTER TABLE inbox ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}';
CREATE INDEX inbox_waiting ON inbox (account, workflow_id) WHERE sent_at IS NULL;
