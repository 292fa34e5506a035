const PIECE_BYTES_MAX = 64 * 1024;

export interface Pace {
  /** How long a reader may take for one piece. */
  readonly readerMsMax: number;
  /** Ends the connection of a reader that took longer. */
  readonly cutOff: () => void;
}

/**
 * A body that is made as fast as it is read, and no faster. A reader that is too slow is cut off, so that neither what is made
 * for it nor its connection is held for ever. A body that can't be made to its end breaks off too, so that half of it is
 * never taken for the whole.
 */
export function pacedBody(
  chunks: AsyncIterable<Uint8Array>,
  { readerMsMax, cutOff }: Pace,
): ReadableStream<Uint8Array> {
  const pieces = inPieces(chunks);
  let waiting: NodeJS.Timeout | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(waiting);
        const { value, done } = await pieces.next();
        if (done === true) return controller.close();
        controller.enqueue(value);
        waiting = setTimeout(() => {
          void pieces.return(undefined);
          cutOff();
        }, readerMsMax);
      },
      async cancel() {
        clearTimeout(waiting);
        await pieces.return(undefined);
      },
    },
    // Nothing is made in advance: the time of a piece runs while it is being read.
    { highWaterMark: 0 },
  );
}

async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PIECE_BYTES_MAX) yield chunk.subarray(at, at + PIECE_BYTES_MAX);
  return undefined;
}
