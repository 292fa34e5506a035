import { type Load, tradingPressure } from '../../domain/sensing/sensors/trading-pressure.js';
import { ask } from './query.js';

/** One row, also where nobody says anything: what stands open has to be seen to be over. */
export const askTradingPressure = ask(tradingPressure, (tx, { account, now }) =>
  tx.query<Load & Record<string, unknown>>(
    `SELECT coalesce(json_agg(json_build_object('source', source, 'strength', strength, 'at', ms(at), 'ttlMs', ttl_ms, 'decay', decay)), '[]') AS signals
     FROM pressure WHERE account = $1 AND at > at_ms($2::float8) - make_interval(secs => ttl_ms / 1000.0)`,
    [account, now],
  ),
);
