import { z } from 'zod';

/** The id of something in the fleet, as reports and files name it. */
export const Id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:@+/~=-]{0,119}$/, { error: 'is no name of the fleet' });
export const Reason = z.string().trim().min(1).max(300);
