-- What sensors see, what is wrong because of it, and what was decided about that.

-- The other way round than ms().
CREATE FUNCTION at_ms(at float8) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$ SELECT to_timestamp(at / 1000) $$;

-- Every version of what people set; the newest of a place counts, and an empty one takes it back.
CREATE TABLE sensor_setting (
  account text NOT NULL REFERENCES account,
  sensor text NOT NULL CHECK (length(sensor) BETWEEN 1 AND 80),
  -- '' for the account, 'template/x' or 'instance/x' for what lies under it.
  place text NOT NULL DEFAULT '' CHECK (length(place) <= 200),
  version integer NOT NULL CHECK (version > 0),
  values_set jsonb NOT NULL CHECK (length(values_set::text) <= 4000),
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  at timestamptz NOT NULL,
  PRIMARY KEY (account, sensor, place, version)
);

-- How each sensor last went.
CREATE TABLE sensor_run (
  account text NOT NULL REFERENCES account,
  sensor text NOT NULL,
  at timestamptz NOT NULL,
  took_ms integer NOT NULL,
  looked integer NOT NULL,
  raised integer NOT NULL,
  failed_since timestamptz,
  failures integer NOT NULL DEFAULT 0,
  error text NOT NULL DEFAULT '' CHECK (length(error) <= 500),
  PRIMARY KEY (account, sensor)
);

-- Something that is wrong, for as long as it is. One that is open is one row, however often it is seen.
CREATE TABLE condition (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 60),
  kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 80),
  fingerprint text NOT NULL CHECK (length(fingerprint) BETWEEN 1 AND 400),
  sensor text NOT NULL,
  agent text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'high', 'critical')),
  -- What it is about, as targets are written, and what it belongs to.
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 600),
  groups text[] NOT NULL DEFAULT '{}',
  payload jsonb NOT NULL CHECK (length(payload::text) <= 40000),
  opened_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  times integer NOT NULL DEFAULT 1,
  closed_at timestamptz,
  closed_because text CHECK (length(closed_because) <= 500),
  -- When it opened and closed again lately: one that flaps is held open.
  turns timestamptz[] NOT NULL DEFAULT '{}',
  flapping_until timestamptz,
  -- One that explains it, or stands for it and others: then nothing is decided about this one.
  parent text,
  correlation text NOT NULL,
  decided_at timestamptz,
  decided_severity text,
  step integer NOT NULL DEFAULT 0,
  attribution jsonb,
  PRIMARY KEY (account, id)
  -- Each round marks what it saw again: with room in its pages that touches no index.
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX condition_open ON condition (account, kind, fingerprint) WHERE closed_at IS NULL;
CREATE INDEX condition_sensor ON condition (account, sensor) WHERE closed_at IS NULL;
CREATE INDEX condition_last ON condition (account, kind, fingerprint, closed_at DESC) WHERE closed_at IS NOT NULL;
CREATE INDEX condition_newest ON condition (account, opened_at DESC);
CREATE INDEX condition_children ON condition (account, parent) WHERE parent IS NOT NULL;
CREATE INDEX condition_story ON condition (account, correlation);

-- What was decided about a condition, with every reason: also that nothing is done.
CREATE TABLE decision (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 60),
  condition text NOT NULL,
  agent text NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  severity text NOT NULL,
  category text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('proposed', 'observed', 'deduped', 'waiting', 'hidden', 'skipped', 'refused')),
  reasons jsonb NOT NULL CHECK (jsonb_typeof(reasons) = 'array' AND length(reasons::text) <= 20000),
  intervention text,
  correlation text NOT NULL,
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, condition) REFERENCES condition (account, id)
);
CREATE INDEX decision_newest ON decision (account, at DESC);
CREATE INDEX decision_of ON decision (account, condition, at DESC);
CREATE INDEX decision_story ON decision (account, correlation);
CREATE INDEX intervention_story ON intervention (account, correlation);

-- The rounds of an agent: how often, and what came of the last one.
CREATE TABLE reconciler (
  account text NOT NULL,
  agent text NOT NULL,
  every_ms integer NOT NULL CHECK (every_ms BETWEEN 1000 AND 86400000),
  paused boolean NOT NULL DEFAULT false,
  author text NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  wanted integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  ticked_at timestamptz,
  took_ms integer,
  summary jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz,
  PRIMARY KEY (account, agent),
  FOREIGN KEY (account, agent) REFERENCES principal (account, id)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['sensor_setting', 'sensor_run', 'condition', 'decision', 'reconciler'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON %I USING (account = current_account()) WITH CHECK (account = current_account())', t);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER USING (whole()) WITH CHECK (whole())', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON sensor_setting, decision TO reeve_app;
GRANT SELECT, INSERT, UPDATE ON sensor_run TO reeve_app;
GRANT SELECT, INSERT, UPDATE (severity, payload, groups, seen_at, times, closed_at, closed_because, turns, flapping_until, parent, decided_at,
  decided_severity, step, attribution) ON condition TO reeve_app;
GRANT SELECT, INSERT, UPDATE (every_ms, paused, author, reason, wanted, done, ticked_at, took_ms, summary, started_at) ON reconciler TO reeve_app;
