const READ_BYTES_MAX = 4 * 1024 * 1024;

/** Calls Slack within bounds: no redirect takes the token elsewhere, none lasts, and no answer fills the memory. */
export function slackFetch(timeoutMs: number): typeof fetch {
  return async (url, init) => {
    const signal = init?.signal ?? AbortSignal.timeout(timeoutMs);
    const { body, status, statusText, headers } = await fetch(url, { redirect: 'error', ...init, signal });
    return new Response(body?.pipeThrough(atMost(READ_BYTES_MAX)) ?? null, { status, statusText, headers });
  };
}

/** What is unpacked counts: a little of it can stand for a lot. */
function atMost(most: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > most) controller.error(new Error(`the answer is over ${most} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
