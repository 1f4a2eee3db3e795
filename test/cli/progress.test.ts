import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { createProgress } from '../../src/cli/terminal/progress.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function screen(terminal: boolean, columns = 80) {
  let text = '';
  const stderr = Object.assign(new PassThrough(), { isTTY: terminal, columns });
  stderr.on('data', (part: Buffer) => (text += part.toString()));
  const io: Io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr, environment: {}, folder: '/' };
  return { io, shown: () => text };
}

/** Work of so many seconds, a count a second. */
function work(progress: ReturnType<typeof createProgress>, seconds: number): void {
  for (let second = 1; second <= seconds; second += 1) {
    progress.update({ done: second * 10, total: 200, exposed: 1, elapsed: second * 1000 });
    vi.advanceTimersByTime(1000);
  }
}

describe('on a terminal', () => {
  it('one line is rewritten, and gone at the end', () => {
    const { io, shown } = screen(true);
    const progress = createProgress(io, true);
    work(progress, 4);
    progress.end();
    expect(shown()).toMatch(
      /^(?:\r\u001b\[2K\d+ \/ 200 endpoints, \d+(?:\.\d)?\/s, 1 exposed, \d+s left)+\r\u001b\[2K$/,
    );
    expect(shown().split('\r').length).toBeLessThan(15);
  });

  it('is cut to the width, and makes way for a message', () => {
    const { io, shown } = screen(true, 24);
    const progress = createProgress(io, true);
    work(progress, 3);
    progress.above('stopping\n');
    expect(shown()).toMatch(/\r\u001b\[2K20 \/ 200 endpoints, 10|\r\u001b\[2K30/);
    expect(shown().endsWith('\r\u001b[2Kstopping\n')).toBe(true);
    for (const line of shown().split('\r\u001b[2K')) expect(line.length).toBeLessThan(24);
    progress.end();
  });

  it('nothing is shown for work under two seconds', () => {
    const { io, shown } = screen(true);
    const progress = createProgress(io, true);
    work(progress, 1);
    progress.end();
    expect(shown()).toBe('');
  });
});

describe('elsewhere', () => {
  it('a plain line every five seconds', () => {
    const { io, shown } = screen(false);
    const progress = createProgress(io, true);
    work(progress, 16);
    progress.end();
    const lines = shown().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^50 \/ 200 endpoints, 10\/s, 1 exposed, 15s left$/);
    expect(shown()).not.toMatch(/[\r\u001b]/);
  });

  it('nothing at all with --quiet', () => {
    const { io, shown } = screen(false);
    const progress = createProgress(io, false);
    work(progress, 16);
    progress.end();
    expect(shown()).toBe('');
  });
});
