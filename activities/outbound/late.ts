/**
 * A signal that ends after a while, to be one of several in `AbortSignal.any()`. A plain `AbortSignal.timeout()` is not
 * held by the signal that is made of it: Node 20 lets the garbage collector take it, and then nobody is ever late.
 */
export function lateAfter(ms: number): AbortSignal {
  const late = AbortSignal.timeout(ms);
  // What somebody listens to is kept until it ends.
  late.addEventListener('abort', () => undefined, { once: true });
  return late;
}
