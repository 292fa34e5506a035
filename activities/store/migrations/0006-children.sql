-- A child works within the lease that its parent holds, one child at a time, under a fence of its own.
ALTER TABLE lease ADD COLUMN child text;
ALTER TABLE lease ADD COLUMN child_fence bigint NOT NULL DEFAULT 0;
ALTER TABLE lease ADD COLUMN child_until timestamptz NOT NULL DEFAULT '-infinity';
GRANT UPDATE (child, child_fence, child_until) ON lease TO reeve_app;
CREATE INDEX intervention_children ON intervention (account, (proposal ->> 'parent')) WHERE proposal ->> 'parent' IS NOT NULL;
