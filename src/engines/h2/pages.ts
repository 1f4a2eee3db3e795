import type { Failure, HttpReply } from '../../model/channel.ts';
import { hostOf } from '../../support/address.ts';

/** The console's pages, as it has written them since 1.3. What stands between its own words is somebody else's. */

const MOST = 200_000;

function pageOf(reply: HttpReply | Failure): string | null {
  if (!reply.ok || reply.status !== 200 || reply.mediaType !== 'text/html') return null;
  const page = reply.text().slice(0, MOST);
  return /<head>[^]{0,600}<title>H2 Console<\/title>/.test(page) ? page : null;
}

/** `session`: it goes on to its login. `refused`: it takes nobody but its own host. */
export type Front = { readonly kind: 'session'; readonly id: string } | { readonly kind: 'refused' };

export function readFront(reply: HttpReply | Failure): Front | null {
  const page = pageOf(reply);
  if (page === null) return null;
  const id = /^location\.href = 'login\.jsp\?jsessionid=([0-9a-f]{32})';\r?$/m.exec(page)?.[1];
  if (id !== undefined) return { kind: 'session', id };
  const refused = /^\s*Sorry, remote connections \('webAllowOthers'\) are disabled on this server\.\s*$/m.test(page);
  return refused ? { kind: 'refused' } : null;
}

export interface LoginPage {
  /** Names under which somebody saved a connection; those that it is shipped with are left out. */
  readonly saved: readonly string[];
  /** The JDBC address that is suggested, without what follows its name. */
  readonly url: string;
  readonly user: string;
}

const MOST_SAVED = 200;

export function readLoginPage(reply: HttpReply | Failure): LoginPage | null {
  const page = pageOf(reply);
  if (page === null) return null;
  const [, options = ''] = /<select name="setting"[^>]{0,400}>([^]*?)<\/select>/.exec(page) ?? [];
  const url = inputOf(page, 'url');
  if (url === null) return null;
  const names = [...options.matchAll(/<option value="([^"<>]{1,300})"/g)].map(([, name = '']) => plain(name));
  return {
    saved: names.filter((name) => !name.startsWith('Generic ')).slice(0, MOST_SAVED),
    url: url.split(/[;?]/, 1)[0] ?? '',
    user: inputOf(page, 'user') ?? '',
  };
}

function inputOf(page: string, name: string): string | null {
  const value = new RegExp(`<input type="text" name="${name}" value="([^"<>]{0,2000})"`).exec(page)?.[1];
  return value === undefined ? null : plain(value);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function plain(text: string): string {
  return text
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0x10_ff_ff)))
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name] ?? '');
}

/** The host that a JDBC address leads to, where it names one. */
export function hostIn(url: string): string | null {
  const place = /^jdbc:(?:h2:)?[a-z]{1,20}:(\/\/[^]{1,300})$/.exec(url)?.[1];
  return place === undefined ? null : hostOf(`x:${place}`);
}

/** What became of a connection that was tried. `busy`: the database is there, and another process has it. */
export type Tried =
  | { readonly kind: 'success' }
  | { readonly kind: 'error'; readonly code: string; readonly build: string };

const WORDS = /<p class="error">\s*<div class="(success|error)">([^]{0,3000})/;

export function readTest(reply: HttpReply | Failure): Tried | null {
  const page = pageOf(reply);
  const [, kind, rest = ''] = (page === null ? null : WORDS.exec(page)) ?? [];
  if (kind === 'success') return rest.startsWith('Test successful') ? { kind: 'success' } : null;
  const [, code, build = ''] = /\[(\w{5})-(\d{1,3})\]<\/a>/.exec(rest) ?? [];
  return code === undefined ? null : { kind: 'error', code, build };
}

/** Every error ends with the number of the build: 232 is 2.3.232, and 200 is 1.4.200. */
export function versionOf(build: string): string | null {
  if (!/^[12]\d\d$/.test(build)) return null;
  const number = Number(build);
  if (number > 249) return null;
  return number > 200
    ? `2.${Math.floor((number - 200) / 10)}.${build}`
    : number >= 177
      ? `1.4.${build}`
      : `1.3.${build}`;
}
