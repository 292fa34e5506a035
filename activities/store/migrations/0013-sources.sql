-- What Reeve reads for itself: certificates at endpoints, and samples from who measures. And what conditions tell people.

-- Where a certificate is served that no node reports.
CREATE TABLE tls_endpoint (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  instance text NOT NULL,
  host text NOT NULL CHECK (length(host) <= 253),
  port integer NOT NULL DEFAULT 443 CHECK (port BETWEEN 1 AND 65535),
  -- The name that is asked for; empty, the host.
  server_name text NOT NULL DEFAULT '' CHECK (length(server_name) <= 253),
  enabled boolean NOT NULL DEFAULT true,
  tried_at timestamptz,
  -- What was tried then: another place is tried at once.
  tried_as text NOT NULL DEFAULT '' CHECK (length(tried_as) <= 600),
  seen_at timestamptz,
  error text NOT NULL DEFAULT '' CHECK (length(error) <= 1000),
  -- Why the chain is not trusted here; empty, it is.
  distrust text NOT NULL DEFAULT '' CHECK (length(distrust) <= 300),
  -- Of the certificate itself: whom it says that it is for, and when it ends.
  subject text NOT NULL DEFAULT '' CHECK (length(subject) <= 300),
  not_after timestamptz,
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, instance) REFERENCES instance (account, id) ON DELETE CASCADE
);
CREATE INDEX tls_endpoint_of ON tls_endpoint (account, instance);
CREATE INDEX tls_endpoint_due ON tls_endpoint (account, tried_at) WHERE enabled;

-- Where it was probed. No reference, as tables are restored in the order in which they were made: whoever probes takes away what has no endpoint.
ALTER TABLE certificate ADD COLUMN endpoint text CHECK (length(endpoint) <= 120);
CREATE INDEX certificate_endpoint ON certificate (account, endpoint) WHERE endpoint IS NOT NULL;

-- Who is asked for the samples of SLOs and projects.
CREATE TABLE metrics_source (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 500),
  enabled boolean NOT NULL DEFAULT true,
  PRIMARY KEY (account, id)
);
ALTER TABLE slo ADD COLUMN asked_at timestamptz;
ALTER TABLE slo ADD COLUMN ask_error text NOT NULL DEFAULT '' CHECK (length(ask_error) <= 1000);
ALTER TABLE project ADD COLUMN asked_at timestamptz;
ALTER TABLE project ADD COLUMN ask_error text NOT NULL DEFAULT '' CHECK (length(ask_error) <= 1000);

-- A notice tells of what was done, or of a condition that opened or is over.
ALTER TABLE notice ALTER COLUMN intervention DROP NOT NULL;
ALTER TABLE notice ADD COLUMN condition text CHECK (length(condition) <= 60);
ALTER TABLE notice ADD CHECK (num_nonnulls(intervention, condition) = 1);
ALTER TABLE notice DROP CONSTRAINT notice_kind_check;
ALTER TABLE notice ADD CONSTRAINT notice_kind_check CHECK (kind IN ('acted', 'trouble', 'task', 'opened', 'over'));
-- What people were told of a condition last; those that are to hear of its end are few.
ALTER TABLE condition ADD COLUMN told text CHECK (told IN ('opened', 'over'));
GRANT UPDATE (told) ON condition TO reeve_app;
CREATE INDEX condition_told ON condition (account, agent) WHERE told = 'opened';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['tls_endpoint', 'metrics_source'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON %I USING (account = current_account()) WITH CHECK (account = current_account())', t);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER USING (whole()) WITH CHECK (whole())', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO reeve_app', t);
  END LOOP;
END $$;
