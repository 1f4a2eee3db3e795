import type { Progress } from '../../model/audit.ts';
import type { Io } from '../io.ts';

/** Work that is over sooner is not worth a line. */
const QUIET_MILLISECONDS = 2000;
const TERMINAL_MILLISECONDS = 200;
const PLAIN_MILLISECONDS = 5000;
const CLEAR_LINE = '\r\u001b[2K';

export interface ProgressLine {
  update(progress: Progress): void;
  /** Writes a text on a line of its own, above the progress line. */
  above(text: string): void;
  end(): void;
}

/** One line that is rewritten on a terminal; elsewhere a plain line every few seconds. Nothing in the first two seconds. */
export function createProgress(io: Io, wanted: boolean): ProgressLine {
  const terminal = io.stderr.isTTY === true;
  const every = terminal ? TERMINAL_MILLISECONDS : PLAIN_MILLISECONDS;
  const began = performance.now();
  let last: Progress | null = null;
  let shown = false;
  const clear = () => {
    if (terminal && shown) io.stderr.write(CLEAR_LINE);
    shown = false;
  };
  const draw = () => {
    if (last === null || performance.now() - began < QUIET_MILLISECONDS) return;
    const line = progressText({ ...last, elapsed: performance.now() - began });
    io.stderr.write(
      terminal ? `${CLEAR_LINE}${line.slice(0, Math.max(20, (io.stderr.columns ?? 80) - 1))}` : `${line}\n`,
    );
    shown = true;
  };
  const timer = wanted ? setInterval(draw, every) : null;
  timer?.unref();
  return {
    update: (progress) => {
      last = progress;
    },
    above: (text) => {
      clear();
      io.stderr.write(text);
    },
    end: () => {
      if (timer !== null) clearInterval(timer);
      clear();
    },
  };
}

/** `1200 / 5000 endpoints, 400/s, 3 exposed, 10s left` */
export function progressText({ done, total, exposed, elapsed }: Progress): string {
  const rate = elapsed > 0 ? (done * 1000) / elapsed : 0;
  const known = total !== null && total >= done;
  const left = known && rate > 0 ? `, ${timeText((total - done) / rate)} left` : '';
  const speed = rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
  return `${done}${known ? ` / ${total}` : ''} endpoints, ${speed}/s, ${exposed} exposed${left}`;
}

function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${whole % 60}s`;
  return `${Math.floor(whole / 3600)}h ${Math.floor((whole % 3600) / 60)}m`;
}
