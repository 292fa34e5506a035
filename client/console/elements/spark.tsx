import { visible } from './text.js';

const HEIGHT = 40;

/** A small line of what was measured, with what may be as a dashed one. Where nothing was measured it is broken off. */
export function Spark(props: {
  readonly of: readonly (number | null)[];
  readonly bound?: number | undefined;
  /** For who can't see it. */
  readonly says: string;
}) {
  const { of, bound, says } = props;
  const most = Math.max(bound ?? 0, ...of.map((one) => one ?? 0)) || 1;
  const y = (value: number) => (HEIGHT - 2 - (Math.max(0, value) / most) * (HEIGHT - 4)).toFixed(1);
  let isDown = false;
  const line = of.map((value, x) => {
    if (value === null) {
      isDown = false;
      return '';
    }
    const step = `${isDown ? 'L' : 'M'}${x} ${y(value)}${isDown ? '' : 'h.5'}`;
    isDown = true;
    return step;
  });
  return (
    <svg class="spark" viewBox={`0 0 ${Math.max(1, of.length)} ${HEIGHT}`} preserveAspectRatio="none" role="img">
      <title>{visible(says)}</title>
      {bound !== undefined && <path class="bound" d={`M0 ${y(bound)}H${of.length}`} />}
      <path d={line.join('')} />
    </svg>
  );
}
