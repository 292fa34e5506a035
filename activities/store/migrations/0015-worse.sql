-- A notice tells of a condition that got worse, too; and how grave people were told last that it is.
ALTER TABLE notice DROP CONSTRAINT notice_kind_check;
ALTER TABLE notice ADD CONSTRAINT notice_kind_check CHECK (kind IN ('acted', 'trouble', 'task', 'opened', 'worse', 'over'));
ALTER TABLE condition ADD COLUMN told_severity text CHECK (told_severity IN ('info', 'warning', 'high', 'critical'));
GRANT UPDATE (told_severity) ON condition TO reeve_app;
