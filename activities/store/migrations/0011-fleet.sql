-- The fleet: what it should be beside what it was seen to be. Names are ids, so that people, reports and files speak of the same thing.

CREATE TABLE module (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  enabled boolean NOT NULL DEFAULT true,
  -- The version that instances should run where no assignment says another.
  version integer,
  PRIMARY KEY (account, id)
);

CREATE TABLE module_version (
  account text NOT NULL,
  module text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  digest text NOT NULL CHECK (length(digest) BETWEEN 1 AND 200),
  state text NOT NULL DEFAULT 'built' CHECK (state IN ('built', 'staging', 'blessed', 'live', 'retired')),
  staged_at timestamptz,
  blessed_at timestamptz,
  live_at timestamptz,
  retired_at timestamptz,
  changelog text NOT NULL DEFAULT '' CHECK (length(changelog) <= 4000),
  PRIMARY KEY (account, module, version),
  FOREIGN KEY (account, module) REFERENCES module (account, id) ON DELETE CASCADE
);
CREATE INDEX module_version_staging ON module_version (account) WHERE state = 'staging';

CREATE TABLE template (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  title text NOT NULL DEFAULT '' CHECK (length(title) <= 200),
  -- Of the configuration that its instances should have; NULL where nobody compares it.
  config_hash text CHECK (length(config_hash) <= 200),
  PRIMARY KEY (account, id)
);

CREATE TABLE template_module (
  account text NOT NULL,
  template text NOT NULL,
  module text NOT NULL,
  PRIMARY KEY (account, template, module),
  FOREIGN KEY (account, template) REFERENCES template (account, id) ON DELETE CASCADE,
  FOREIGN KEY (account, module) REFERENCES module (account, id) ON DELETE CASCADE
);

CREATE TABLE node (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  template text NOT NULL,
  lifecycle text NOT NULL DEFAULT 'persistent' CHECK (lifecycle IN ('persistent', 'ephemeral', 'spot')),
  enabled boolean NOT NULL DEFAULT true,
  config_hash text CHECK (length(config_hash) <= 200),
  region text NOT NULL DEFAULT '' CHECK (length(region) <= 100),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, template) REFERENCES template (account, id)
);
CREATE INDEX node_config ON node (account) WHERE config_hash IS NOT NULL;

-- A module on one node, over or beside those of its template.
CREATE TABLE assignment (
  account text NOT NULL,
  node text NOT NULL,
  module text NOT NULL,
  version integer,
  enabled boolean NOT NULL DEFAULT true,
  changed_at timestamptz NOT NULL DEFAULT clock(),
  PRIMARY KEY (account, node, module),
  FOREIGN KEY (account, node) REFERENCES node (account, id) ON DELETE CASCADE,
  FOREIGN KEY (account, module) REFERENCES module (account, id) ON DELETE CASCADE
);
CREATE INDEX assignment_changed ON assignment (account, changed_at);

CREATE TABLE instance (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  node text NOT NULL,
  template text NOT NULL,
  -- What plays it: simulated instances are named so wherever they are shown.
  provider text NOT NULL DEFAULT 'none' CHECK (length(provider) BETWEEN 1 AND 60),
  provider_id text CHECK (length(provider_id) <= 300),
  architecture text NOT NULL DEFAULT '' CHECK (length(architecture) <= 40),
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'provisioning', 'starting', 'running', 'stopping', 'stopped', 'rebooting', 'terminated', 'error')),
  created_at timestamptz NOT NULL DEFAULT clock(),
  enrolled_at timestamptz,
  agent_version text NOT NULL DEFAULT '' CHECK (length(agent_version) <= 60),
  facts jsonb NOT NULL DEFAULT '{}' CHECK (length(facts::text) <= 20000),
  -- Module to digest, as the instance reports it, and since when each is so.
  running jsonb NOT NULL DEFAULT '{}' CHECK (length(running::text) <= 40000),
  running_since jsonb NOT NULL DEFAULT '{}',
  config_hash text CHECK (length(config_hash) <= 200),
  package_set text CHECK (length(package_set) <= 100),
  -- What its provider says, since when, and how often in a row it was other than what stands here.
  provider_status text CHECK (length(provider_status) <= 60),
  provider_seen_at timestamptz,
  provider_odd integer NOT NULL DEFAULT 0,
  -- Until then something is under way with it, and it is not compared.
  busy_until timestamptz,
  draining_until timestamptz,
  -- When a module was last brought on or taken off.
  settled_at timestamptz,
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, node) REFERENCES node (account, id),
  FOREIGN KEY (account, template) REFERENCES template (account, id)
);
CREATE INDEX instance_node ON instance (account, node);
CREATE INDEX instance_template ON instance (account, template);
CREATE INDEX instance_provided ON instance (account, provider, provider_id);
-- Rounds look for the few that are other than they should be, and never through all of them.
CREATE INDEX instance_odd ON instance (account, provider_odd) WHERE provider_odd > 0;
CREATE INDEX instance_config ON instance (account, template, config_hash) WHERE status = 'running' AND config_hash IS NOT NULL;

-- Written with every report, so it is narrow, leaves room in its pages, and has no index but its key.
CREATE TABLE heartbeat (
  account text NOT NULL,
  instance text NOT NULL,
  at timestamptz NOT NULL,
  beats bigint NOT NULL DEFAULT 1,
  boot text NOT NULL DEFAULT '' CHECK (length(boot) <= 100),
  seq bigint NOT NULL DEFAULT 0,
  -- The boots before, the newest first: a report of one of them comes too late.
  former text[] NOT NULL DEFAULT '{}' CHECK (cardinality(former) <= 8),
  -- The report's own id: where a story begins.
  report text NOT NULL DEFAULT '' CHECK (length(report) <= 100),
  -- How far the clock of the node is from ours.
  skew_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (account, instance),
  FOREIGN KEY (account, instance) REFERENCES instance (account, id) ON DELETE CASCADE
) WITH (fillfactor = 50);

CREATE TABLE certificate (
  account text NOT NULL,
  -- Its serial number.
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 80),
  instance text NOT NULL,
  subject text NOT NULL CHECK (length(subject) <= 300),
  fingerprint text NOT NULL CHECK (length(fingerprint) <= 200),
  not_before timestamptz NOT NULL,
  not_after timestamptz NOT NULL,
  revoked_at timestamptz,
  revoked_because text CHECK (length(revoked_because) <= 300),
  -- Where it was seen: issued by Reeve, reported by the node, or probed at an endpoint.
  source text NOT NULL DEFAULT 'issued' CHECK (source IN ('issued', 'reported', 'probed')),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, instance) REFERENCES instance (account, id) ON DELETE CASCADE
);
CREATE INDEX certificate_end ON certificate (account, not_after) WHERE revoked_at IS NULL;
CREATE INDEX certificate_of ON certificate (account, instance);

CREATE TABLE sdwan_network (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  cidr text NOT NULL DEFAULT '' CHECK (length(cidr) <= 100),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('registered', 'active', 'suspended', 'archived')),
  routing text NOT NULL DEFAULT 'static' CHECK (routing IN ('static', 'ibgp')),
  PRIMARY KEY (account, id)
);

CREATE TABLE sdwan_peer (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  network text NOT NULL,
  instance text NOT NULL,
  address text NOT NULL DEFAULT '' CHECK (length(address) <= 100),
  is_hub boolean NOT NULL DEFAULT false,
  endpoint text NOT NULL DEFAULT '' CHECK (length(endpoint) <= 300),
  allowed_ips text[] NOT NULL DEFAULT '{}',
  compiled_at timestamptz,
  -- As the node reports it; NULL until it has.
  interface_up boolean,
  reported_ips text[],
  key_fingerprint text CHECK (length(key_fingerprint) <= 200),
  handshake_at timestamptz,
  observed_at timestamptz,
  key_rotations timestamptz[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, network) REFERENCES sdwan_network (account, id) ON DELETE CASCADE,
  FOREIGN KEY (account, instance) REFERENCES instance (account, id) ON DELETE CASCADE
);
CREATE INDEX sdwan_peer_network ON sdwan_peer (account, network);
CREATE INDEX sdwan_peer_instance ON sdwan_peer (account, instance);

-- Keys and shared secrets by their fingerprint; the material never comes here.
CREATE TABLE sdwan_credential (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  peer text NOT NULL,
  network text NOT NULL,
  kind text NOT NULL DEFAULT 'membership' CHECK (kind IN ('membership', 'wireguard_psk', 'ipsec', 'peer')),
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('pending', 'active', 'expiring', 'revoked')),
  fingerprint text NOT NULL DEFAULT '' CHECK (length(fingerprint) <= 200),
  issued_at timestamptz NOT NULL,
  refresh_after timestamptz NOT NULL,
  not_after timestamptz NOT NULL,
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, peer) REFERENCES sdwan_peer (account, id) ON DELETE CASCADE
);
CREATE INDEX sdwan_credential_end ON sdwan_credential (account, not_after) WHERE status IN ('active', 'expiring');
CREATE INDEX sdwan_credential_peer ON sdwan_credential (account, peer, network, kind, revision DESC);

CREATE TABLE sdwan_vip (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  network text NOT NULL,
  cidr text NOT NULL CHECK (length(cidr) <= 100),
  anycast boolean NOT NULL DEFAULT false,
  holders text[] NOT NULL DEFAULT '{}',
  candidates text[] NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('pending', 'active', 'failing_over', 'unassigned', 'error')),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, network) REFERENCES sdwan_network (account, id) ON DELETE CASCADE
);

CREATE TABLE bgp_session (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 300),
  peer text NOT NULL,
  network text NOT NULL,
  neighbor_peer text,
  neighbor text NOT NULL CHECK (length(neighbor) <= 100),
  state text NOT NULL CHECK (state IN ('idle', 'connect', 'active', 'opensent', 'openconfirm', 'established')),
  state_since timestamptz NOT NULL,
  observed_at timestamptz NOT NULL,
  -- The newest changes of state, for who flaps.
  changes timestamptz[] NOT NULL DEFAULT '{}',
  last_error text NOT NULL DEFAULT '' CHECK (length(last_error) <= 500),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, peer) REFERENCES sdwan_peer (account, id) ON DELETE CASCADE
);

-- The other end of a session is found by its peer.
CREATE INDEX bgp_session_peer ON bgp_session (account, peer, neighbor_peer);

-- A module that nobody has a reason to touch.
CREATE TABLE honeypot (
  account text NOT NULL,
  module text NOT NULL,
  lure text NOT NULL DEFAULT 'credential_store' CHECK (length(lure) BETWEEN 1 AND 60),
  marked_at timestamptz NOT NULL,
  active boolean NOT NULL DEFAULT true,
  files text[] NOT NULL DEFAULT '{}',
  ports integer[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (account, module),
  FOREIGN KEY (account, module) REFERENCES module (account, id) ON DELETE CASCADE
);
CREATE TABLE honeypot_access (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  module text NOT NULL,
  instance text CHECK (length(instance) <= 120),
  at timestamptz NOT NULL,
  source text NOT NULL DEFAULT '' CHECK (length(source) <= 200),
  path text NOT NULL DEFAULT '' CHECK (length(path) <= 500),
  process text NOT NULL DEFAULT '' CHECK (length(process) <= 200),
  person text NOT NULL DEFAULT '' CHECK (length(person) <= 100),
  blocked_by text NOT NULL DEFAULT '' CHECK (length(blocked_by) <= 100),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, module) REFERENCES honeypot (account, module) ON DELETE CASCADE
);
CREATE INDEX honeypot_access_at ON honeypot_access (account, at);

CREATE TABLE slo (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  module text NOT NULL,
  uptime_pct float8 CHECK (uptime_pct BETWEEN 0 AND 100),
  error_rate_pct float8 CHECK (error_rate_pct BETWEEN 0 AND 100),
  latency_p99_ms float8 CHECK (latency_p99_ms > 0),
  period text NOT NULL DEFAULT '1d' CHECK (period IN ('1h', '6h', '1d', '7d', '30d')),
  enforces boolean NOT NULL DEFAULT false,
  -- Asks Prometheus for it, where it is not told by samples.
  queries jsonb NOT NULL DEFAULT '{}' CHECK (length(queries::text) <= 4000),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, module) REFERENCES module (account, id) ON DELETE CASCADE
);
CREATE TABLE slo_sample (
  account text NOT NULL,
  slo text NOT NULL,
  at timestamptz NOT NULL,
  requests bigint NOT NULL DEFAULT 0 CHECK (requests >= 0),
  errors bigint NOT NULL DEFAULT 0 CHECK (errors >= 0),
  up_pct float8 CHECK (up_pct BETWEEN 0 AND 100),
  latency_p99_ms float8 CHECK (latency_p99_ms >= 0),
  source text NOT NULL DEFAULT '' CHECK (length(source) <= 60),
  PRIMARY KEY (account, slo, at),
  FOREIGN KEY (account, slo) REFERENCES slo (account, id) ON DELETE CASCADE
);

CREATE TABLE project (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'paused', 'ended')),
  availability_pct float8 NOT NULL DEFAULT 99.5,
  latency_p99_ms float8 NOT NULL DEFAULT 250,
  error_rate_pct float8 NOT NULL DEFAULT 1,
  cost_ceiling_usd float8,
  replicas integer,
  regions integer,
  queries jsonb NOT NULL DEFAULT '{}' CHECK (length(queries::text) <= 4000),
  PRIMARY KEY (account, id)
);
CREATE TABLE project_sample (
  account text NOT NULL,
  project text NOT NULL,
  metric text NOT NULL
    CHECK (metric IN ('latency_p99_ms', 'availability_pct', 'error_rate_pct', 'cpu_pct', 'memory_pct', 'replicas', 'regions', 'cost_usd')),
  at timestamptz NOT NULL,
  value float8 NOT NULL,
  source text NOT NULL DEFAULT '' CHECK (length(source) <= 60),
  PRIMARY KEY (account, project, metric, at),
  FOREIGN KEY (account, project) REFERENCES project (account, id) ON DELETE CASCADE
);

CREATE TABLE gitops_source (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 500),
  branch text NOT NULL DEFAULT 'main' CHECK (length(branch) BETWEEN 1 AND 200),
  folder text NOT NULL DEFAULT '' CHECK (length(folder) <= 300),
  enabled boolean NOT NULL DEFAULT true,
  prune boolean NOT NULL DEFAULT false,
  -- What was brought to the fleet last, and from which revision: the middle of the three-way comparison.
  applied_revision text CHECK (length(applied_revision) <= 100),
  applied jsonb,
  -- Somebody asked that it be read before its time.
  wanted_at timestamptz,
  PRIMARY KEY (account, id)
);
CREATE TABLE gitops_run (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  source text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  state text NOT NULL CHECK (state IN ('running', 'success', 'partial', 'failed')),
  revision text CHECK (length(revision) <= 100),
  -- What the revision declared, as it was read; the differences that were found, and how many in all.
  declared jsonb,
  diffs jsonb NOT NULL DEFAULT '[]' CHECK (length(diffs::text) <= 400000),
  diff_count integer NOT NULL DEFAULT 0,
  error text NOT NULL DEFAULT '' CHECK (length(error) <= 1000),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, source) REFERENCES gitops_source (account, id) ON DELETE CASCADE
);
CREATE INDEX gitops_run_newest ON gitops_run (account, source, started_at DESC);

CREATE TABLE repository (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  kind text NOT NULL CHECK (kind IN ('apt', 'rpm')),
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 500),
  suite text NOT NULL DEFAULT '' CHECK (length(suite) <= 100),
  components text[] NOT NULL DEFAULT '{}',
  architectures text[] NOT NULL DEFAULT '{}',
  enabled boolean NOT NULL DEFAULT true,
  synced_at timestamptz,
  tried_at timestamptz,
  error text NOT NULL DEFAULT '' CHECK (length(error) <= 1000),
  packages integer NOT NULL DEFAULT 0,
  PRIMARY KEY (account, id)
);
-- The newest of each that a repository offers.
CREATE TABLE package (
  account text NOT NULL,
  repository text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  architecture text NOT NULL CHECK (length(architecture) <= 40),
  version text NOT NULL CHECK (length(version) BETWEEN 1 AND 200),
  PRIMARY KEY (account, repository, name, architecture),
  FOREIGN KEY (account, repository) REFERENCES repository (account, id) ON DELETE CASCADE
);
-- Which package a module is built from, and at which version it was taken.
CREATE TABLE package_link (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  module text NOT NULL,
  repository text NOT NULL,
  package text NOT NULL CHECK (length(package) BETWEEN 1 AND 200),
  version text NOT NULL CHECK (length(version) BETWEEN 1 AND 200),
  architecture text NOT NULL CHECK (length(architecture) <= 40),
  synced_at timestamptz NOT NULL,
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, module) REFERENCES module (account, id) ON DELETE CASCADE,
  FOREIGN KEY (account, repository) REFERENCES repository (account, id) ON DELETE CASCADE
);

-- What is installed: instances with the same packages share one row. `name@version` by ecosystem is what is compared.
CREATE TABLE package_set (
  account text NOT NULL REFERENCES account,
  digest text NOT NULL CHECK (length(digest) BETWEEN 1 AND 100),
  packages jsonb NOT NULL CHECK (length(packages::text) <= 1000000),
  seen_at timestamptz NOT NULL DEFAULT clock(),
  -- When it was last compared with the advisories, and for which releases of distributions.
  matched_at timestamptz,
  matched_for text[],
  PRIMARY KEY (account, digest)
);

CREATE TABLE storage_assignment (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  instance text NOT NULL,
  storage text NOT NULL CHECK (length(storage) BETWEEN 1 AND 200),
  mount_path text NOT NULL CHECK (mount_path ~ '^/' AND length(mount_path) <= 300),
  enabled boolean NOT NULL DEFAULT true,
  read_only boolean NOT NULL DEFAULT false,
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'provisioning', 'mounted', 'degraded', 'unmounting', 'failed', 'disabled')),
  status_at timestamptz,
  -- From when on it may be expected, where its node has not told of it yet.
  assigned_at timestamptz DEFAULT clock(),
  attempt integer NOT NULL DEFAULT 0,
  backoff_until timestamptz,
  error text NOT NULL DEFAULT '' CHECK (length(error) <= 500),
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, instance) REFERENCES instance (account, id) ON DELETE CASCADE
);

CREATE INDEX storage_assignment_of ON storage_assignment (account, instance);

CREATE TABLE cve (
  account text NOT NULL REFERENCES account,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 80),
  severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'unknown')),
  summary text NOT NULL DEFAULT '' CHECK (length(summary) <= 1000),
  affected jsonb NOT NULL CHECK (length(affected::text) <= 400000),
  source text NOT NULL CHECK (source IN ('osv', 'nvd', 'person')),
  published_at timestamptz,
  withdrawn_at timestamptz,
  -- When it was last told something new of.
  taken_at timestamptz NOT NULL,
  -- That people let it be, who said so and why.
  ignored_at timestamptz,
  ignored_by text,
  ignored_because text CHECK (length(ignored_because) <= 500),
  PRIMARY KEY (account, id)
);
CREATE INDEX cve_taken ON cve (account, taken_at DESC, id DESC);
-- By which packages an advisory is found.
CREATE TABLE cve_package (
  account text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  cve text NOT NULL,
  PRIMARY KEY (account, name, cve),
  FOREIGN KEY (account, cve) REFERENCES cve (account, id) ON DELETE CASCADE
);
CREATE INDEX cve_package_of ON cve_package (account, cve);
-- What is known of the feed that advisories are fetched from.
CREATE TABLE cve_feed (
  account text NOT NULL REFERENCES account,
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 500),
  tried_at timestamptz NOT NULL,
  fetched_at timestamptz,
  etag text CHECK (length(etag) <= 300),
  modified text CHECK (length(modified) <= 100),
  PRIMARY KEY (account, url)
);
-- A vulnerable package that runs somewhere. It closes when nothing runs it any more.
CREATE TABLE exposure (
  account text NOT NULL,
  cve text NOT NULL,
  -- The package set, or the module whose bill of materials holds it.
  place text NOT NULL CHECK (length(place) BETWEEN 1 AND 200),
  ecosystem text NOT NULL CHECK (length(ecosystem) <= 40),
  package text NOT NULL CHECK (length(package) BETWEEN 1 AND 200),
  version text NOT NULL CHECK (length(version) <= 200),
  fixed_in text CHECK (length(fixed_in) <= 200),
  instances integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'remediating', 'resolved', 'wont_fix')),
  detected_at timestamptz NOT NULL,
  resolved_at timestamptz,
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  PRIMARY KEY (account, cve, place, ecosystem, package),
  FOREIGN KEY (account, cve) REFERENCES cve (account, id) ON DELETE CASCADE
);
CREATE INDEX exposure_place ON exposure (account, place);
-- Few of them are open at a time; what was resolved stays.
CREATE INDEX exposure_open ON exposure (account, cve) WHERE state IN ('open', 'remediating');
-- The bill of materials of a module's version.
CREATE TABLE sbom (
  account text NOT NULL,
  module text NOT NULL,
  version integer NOT NULL,
  format text NOT NULL CHECK (format IN ('cyclonedx', 'spdx')),
  packages jsonb NOT NULL CHECK (length(packages::text) <= 1000000),
  taken_at timestamptz NOT NULL,
  matched_at timestamptz,
  PRIMARY KEY (account, module, version),
  FOREIGN KEY (account, module, version) REFERENCES module_version (account, module, version) ON DELETE CASCADE
);

-- How a node becomes known, who it is from then on, and what it is to do.
CREATE TABLE enrolment (
  account text NOT NULL,
  hash text NOT NULL,
  instance text NOT NULL,
  author text NOT NULL,
  made_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (account, hash),
  FOREIGN KEY (account, instance) REFERENCES instance (account, id) ON DELETE CASCADE
);
CREATE INDEX enrolment_of ON enrolment (account, instance);
CREATE TABLE node_credential (
  account text NOT NULL,
  instance text NOT NULL,
  hash text NOT NULL,
  made_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (account, instance, hash),
  FOREIGN KEY (account, instance) REFERENCES instance (account, id) ON DELETE CASCADE
);
CREATE TABLE node_task (
  account text NOT NULL,
  id text NOT NULL CHECK (length(id) BETWEEN 1 AND 120),
  instance text NOT NULL,
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9.-]{0,59}$'),
  parameters jsonb NOT NULL CHECK (length(parameters::text) <= 40000),
  -- The effect of the intervention that wants it: the same wish is one task.
  effect text,
  made_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  leased_until timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'leased', 'done', 'failed', 'expired', 'cancelled')),
  result jsonb CHECK (length(result::text) <= 40000),
  ended_at timestamptz,
  PRIMARY KEY (account, id),
  FOREIGN KEY (account, instance) REFERENCES instance (account, id) ON DELETE CASCADE
);
CREATE INDEX node_task_open ON node_task (account, instance, made_at) WHERE state IN ('waiting', 'leased');
CREATE INDEX node_task_of ON node_task (account, instance);
CREATE UNIQUE INDEX node_task_effect ON node_task (account, effect) WHERE effect IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['module', 'module_version', 'template', 'template_module', 'node', 'assignment', 'instance', 'heartbeat', 'certificate',
    'sdwan_network', 'sdwan_peer', 'sdwan_credential', 'sdwan_vip', 'bgp_session', 'honeypot', 'honeypot_access', 'slo', 'slo_sample', 'project',
    'project_sample', 'gitops_source', 'gitops_run', 'repository', 'package', 'package_link', 'package_set', 'storage_assignment', 'cve',
    'cve_package', 'cve_feed', 'exposure', 'sbom', 'enrolment', 'node_credential', 'node_task'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY own ON %I USING (account = current_account()) WITH CHECK (account = current_account())', t);
    EXECUTE format('CREATE POLICY everything ON %I TO CURRENT_USER USING (whole()) WITH CHECK (whole())', t);
    -- The picture of a fleet is replaced by newer ones; what was decided and done about it is in the ledger.
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO reeve_app', t);
  END LOOP;
END $$;
