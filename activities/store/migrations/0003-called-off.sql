-- Work that is called off is called off durably too. A relay of before leaves the kind that it does not know.
ALTER TABLE inbox DROP CONSTRAINT inbox_kind_check;
ALTER TABLE inbox ADD CONSTRAINT inbox_kind_check CHECK (kind IN ('start', 'signal', 'update', 'cancel'));
