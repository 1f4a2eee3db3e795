import { collectGarbage } from '../support/garbage.ts';

const MOST_COMING = 12 * 1024 * 1024;
const MOST_KEPT = 16 * 1024 * 1024;
/** A body of so many bytes lies outside of V8's heap, which looks at that only every 64 MiB. */
const LARGE = 64 * 1024;
const MOST_LEFT = 16 * 1024 * 1024;

/** Memory for bodies, shared by all lines of an audit: a hundred hostile servers have no more of it than a few honest ones. */
export interface Room {
  /** A place for one body; left when the body is whole, or nobody wants it any more. */
  enter(): Place;
  /** Whether so many bytes more may be kept for later; where it is true, they have to be `forgotten` one day. */
  keeps(bytes: number): boolean;
  forgotten(bytes: number): void;
}

export interface Place {
  /** So many bytes more are held. `wait` is called where the room is full, and `go` once there is room again. */
  take(bytes: number, wait: () => void, go: () => void): void;
  leave(): void;
}

/**
 * Empty. Where it is full, all bodies wait but one, which may come to its end: half a body is no use to anybody, and the
 * room would never be free again. Those that wait do so within their own time. What has left is swept out now and then.
 */
export function createRoom(most = MOST_COMING, sweep: () => void = collectGarbage): Room {
  let held = 0;
  let left = 0;
  let kept = 0;
  let first: Place | null = null;
  const waiting = new Map<Place, () => void>();

  function letIn(): void {
    for (const [place, go] of waiting) {
      if (held >= most && first !== null) return;
      first ??= place;
      waiting.delete(place);
      go();
    }
  }

  return {
    enter() {
      let own = 0;
      const place: Place = {
        take(bytes, wait, go) {
          own += bytes;
          held += bytes;
          if (held < most) return;
          first ??= place;
          if (first === place) return;
          waiting.set(place, go);
          wait();
        },
        leave() {
          held -= own;
          if (own >= LARGE) left += own;
          if (left >= MOST_LEFT) {
            left = 0;
            // Once whoever leaves has let go of what it read.
            setImmediate(sweep);
          }
          own = 0;
          waiting.delete(place);
          if (first === place) first = null;
          // Later: whoever leaves may stand within a parser, and the others would be parsed within it.
          if (waiting.size > 0) queueMicrotask(letIn);
        },
      };
      return place;
    },
    keeps(bytes) {
      const fits = kept + bytes <= MOST_KEPT;
      if (fits) kept += bytes;
      return fits;
    },
    forgotten(bytes) {
      kept -= bytes;
    },
  };
}
