import { access, constants, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { Diagnostic } from '../support/diagnostic.ts';
import { unreadable } from './list.ts';

/** What is parsed as a whole. */
const MOST_BYTES = 16 * 1024 * 1024;
const WORDS = { what: 'it', mend: 'name a file that can be read with --from KIND:PATH, or - for standard input' };
const LONGEST_LINE = 256 * 1024;

/** A file of `--from`, read within bounds. `-` is standard input, which can be read once. */
export class SourceFile {
  readonly file: string;
  readonly #stdin: NodeJS.ReadableStream | null;

  constructor(file: string, stdin: NodeJS.ReadableStream | null) {
    this.file = file;
    this.#stdin = stdin;
  }

  /** A file that this one names, or that usually stands beside it. */
  beside(name: string): SourceFile {
    return new SourceFile(join(this.file === '-' ? '.' : dirname(this.file), name), null);
  }

  /** A file of this folder. */
  within(name: string): SourceFile {
    return new SourceFile(join(this.file, name), null);
  }

  /** Whether something can be read there. */
  isThere(): Promise<boolean> {
    return access(this.file, constants.R_OK).then(
      () => true,
      () => false,
    );
  }

  async *chunks(): AsyncGenerator<Buffer> {
    if (this.file === '-') {
      if (this.#stdin === null) throw new Diagnostic('there is no standard input to read', { where: '-' });
      for await (const chunk of this.#stdin as Readable as AsyncIterable<Buffer | string>) yield Buffer.from(chunk);
      return;
    }
    const handle = await open(this.file, 'r').catch((cause: unknown) => unreadable(this.file, cause, WORDS));
    try {
      if ((await handle.stat()).isDirectory()) unreadable(this.file, { code: 'EISDIR' }, WORDS);
      yield* handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>;
    } finally {
      await handle.close();
    }
  }

  /** The whole text. Throws a `Diagnostic` beyond 16 MiB. */
  async text(): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.chunks()) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) {
        throw new Diagnostic(
          `it is larger than ${MOST_BYTES / 1024 / 1024} MiB, which is the most that is read as a whole`,
          {
            where: this.file,
            mend: 'name a part of it: one file a project, or kubectl get with fewer kinds or one namespace',
          },
        );
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^\ufeff/, '');
  }

  /** The same, or null where there is no such file. */
  async textIfThere(): Promise<string | null> {
    try {
      return await this.text();
    } catch (error) {
      if (error instanceof Diagnostic && (error.cause as { code?: string } | undefined)?.code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Line by line, however long the file is. Throws a `Diagnostic` for a line beyond 256 KiB. */
  async *lines(): AsyncGenerator<{ readonly text: string; readonly line: number }> {
    const decoder = new StringDecoder('utf8');
    let held = '';
    let line = 0;
    for await (const chunk of this.chunks()) {
      const parts = (held + decoder.write(chunk)).split('\n');
      held = parts.pop() ?? '';
      for (const part of parts) {
        line += 1;
        yield { text: this.#short(part, line), line };
      }
      this.#short(held, line + 1);
    }
    if (held !== '') yield { text: this.#short(held, line + 1), line: line + 1 };
  }

  #short(text: string, line: number): string {
    if (text.length > LONGEST_LINE) {
      throw new Diagnostic(`the line is longer than ${LONGEST_LINE / 1024} KiB`, {
        where: `${this.file}:${line}:${LONGEST_LINE}`,
        mend: 'name the file as its tool writes it, one entry a line',
      });
    }
    const end = text.endsWith('\r') ? text.slice(0, -1) : text;
    return line === 1 ? end.replace(/^\ufeff/, '') : end;
  }
}
