-- Which place of its provider speaks for an instance, what else it says, and since when that place can not be asked.
ALTER TABLE instance
  ADD COLUMN provider_place text CHECK (length(provider_place) <= 100),
  ADD COLUMN provider_says jsonb CHECK (length(provider_says::text) <= 8000),
  ADD COLUMN provider_away_since timestamptz;

-- How the last look at each place of a provider went.
CREATE TABLE provider_look (
  account text NOT NULL REFERENCES account,
  provider text NOT NULL CHECK (length(provider) BETWEEN 1 AND 60),
  place text NOT NULL CHECK (length(place) <= 100),
  at timestamptz NOT NULL,
  -- When it last answered.
  seen_at timestamptz,
  took_ms integer NOT NULL,
  -- How many machines it has, and how many of them are instances here.
  machines integer NOT NULL DEFAULT 0,
  met integer NOT NULL DEFAULT 0,
  failed_since timestamptz,
  failures integer NOT NULL DEFAULT 0,
  error text NOT NULL DEFAULT '' CHECK (length(error) <= 500),
  PRIMARY KEY (account, provider, place)
);
ALTER TABLE provider_look ENABLE ROW LEVEL SECURITY;
ALTER TABLE provider_look FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON provider_look USING (account = current_account()) WITH CHECK (account = current_account());
CREATE POLICY everything ON provider_look TO CURRENT_USER USING (whole()) WITH CHECK (whole());
GRANT SELECT, INSERT, UPDATE, DELETE ON provider_look TO reeve_app;
