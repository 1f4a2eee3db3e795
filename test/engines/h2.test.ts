import { describe, expect, test } from 'vitest';
import { engine } from '../../src/engines/h2/engine.ts';
import { hostIn, readFront, readLoginPage, readTest, versionOf } from '../../src/engines/h2/pages.ts';
import { type H2Channel, inMemory, requests } from '../../src/engines/h2/requests.ts';
import { openingLength, readResult, refusalLength, resultLength } from '../../src/engines/h2/wire.ts';
import type { ProbeContext } from '../../src/model/engine.ts';
import { contractOf, play, transcriptOf } from '../kit/contract.ts';
import { type FakeAnswer, fakeChannel, replyOf } from '../kit/fake-channel.ts';
import { probeContext } from '../kit/probe-context.ts';

contractOf('h2');

const stateOf = (state: string) => transcriptOf('h2', `2.3.232-${state}`);

/** A page of the console, as all of them begin. */
function page(body: string, more: Partial<{ status: number; type: string }> = {}): FakeAnswer {
  const text = `<html><head>\n    <title>H2 Console</title>\n${body}\n</html>`;
  return { status: more.status ?? 200, text, headers: { 'content-type': more.type ?? 'text/html' } };
}

const ID = '0123456789abcdef0123456789abcdef';
const FRONT = page(`<script type="text/javascript">\nlocation.href = 'login.jsp?jsessionid=${ID}';\n</script></head>`);
const error = (code: string, build = '232') =>
  page(`</head><p class="error"><div class="error"><a class="error" href="#">words [${code}-${build}]</a></div></p>`);
const SUCCESS = page('</head><p class="error"><div class="success">Test successful</div></p>');

function loginPage(url: string, saved: readonly string[] = []): FakeAnswer {
  const options = ['Generic H2 (Embedded)', ...saved].map((name) => `<option value="${name}">${name}</option>`);
  return page(
    `</head><select name="setting" size="1">${options.join('')}</select>
     <input type="text" name="url" value="${url}" /><input type="text" name="user" value="sa" />`,
  );
}

async function climbed(answers: Readonly<Record<string, FakeAnswer>>, login = true) {
  const context: ProbeContext = probeContext({ engine: 'h2', role: 'console' }, { login });
  const channel = fakeChannel({ root: FRONT, page: loginPage('jdbc:h2:~/test'), control: error('90146'), ...answers });
  const facts = await engine.access(channel as unknown as H2Channel, context);
  return { facts, asked: channel.asked.map(({ name }) => name) };
}

describe('what is tried', () => {
  test('its login is never used, nothing is made, and files are opened to read', () => {
    for (const request of Object.values(requests)) {
      if (request.kind !== 'http') continue;
      expect(['/', '/login.jsp', '/test.do']).toContain(request.path);
      expect(request.method).toBe('GET');
    }
    expect(requests.usual.query.url).toMatch(/;IFEXISTS=TRUE;ACCESS_MODE_DATA=r$/);
    expect(inMemory('x')).toBe('jdbc:h2:mem:x;IFEXISTS=TRUE');
  });

  test('two connections, of class login; none with --no-login', async () => {
    const { exchanges } = await play(stateOf('open'));
    expect(exchanges.filter(({ safety }) => safety === 'login').map(({ name }) => name)).toEqual(['control', 'usual']);
    const { facts, asked } = await climbed({}, false);
    expect(asked).toEqual(['root', 'page']);
    expect(facts.access).toMatchObject({ proved: 'unknown', control: 'not-asked' });
    expect(facts.access.reason).toContain('--no-login');
  });

  test.for([
    'jdbc:h2:tcp://10.0.0.9/shop',
    'jdbc:postgresql://10.0.0.9/shop',
    'jdbc:h2:/srv/shop',
    'jdbc:h2:mem:x\ny',
    'jdbc:h2:mem:',
  ])('a place that is none of its own is not tried: %s', async (url) => {
    const { asked, facts } = await climbed({ page: loginPage(url) });
    expect(asked).toEqual(['root', 'page', 'control']);
    expect(facts.access).toMatchObject({ proved: 'unknown', protection: null });
  });

  test('a database in its own memory is', async () => {
    const { facts, asked } = await climbed({
      page: loginPage('jdbc:h2:mem:testdb;DB_CLOSE_DELAY=-1'),
      memory: SUCCESS,
    });
    expect(asked.at(-1)).toBe('memory');
    expect(facts.settings).toMatchObject({ database: 'mem:testdb', passwordless: true });
  });
});

describe('what follows', () => {
  test('a wrong password is a refusal; a database that is missing or in use is none', async () => {
    expect((await climbed({ usual: error('28000') })).facts.access).toMatchObject({
      proved: 'banner',
      protection: 'authentication',
    });
    for (const code of ['90146', '90020', '08001']) {
      const { access } = (await climbed({ usual: error(code) })).facts;
      expect(access, code).toMatchObject({ proved: 'unknown', protection: null });
    }
  });

  test('a database that cannot exist is connected to: nothing is believed', async () => {
    const { facts, asked } = await climbed({ control: SUCCESS, usual: SUCCESS });
    expect(facts.access).toMatchObject({ proved: 'unknown', control: 'failed' });
    expect(facts.settings).toMatchObject({ passwordless: false, consoleOpen: false });
    expect(asked).not.toContain('usual');
  });

  test('names of saved connections are shown to everybody, and nothing of what lies behind them', async () => {
    const { facts, inventory } = await play(stateOf('saved'));
    expect(facts?.settings['saved']).toEqual(['Shop archive', 'Shop customers']);
    expect(inventory?.collections.map(({ kind, records }) => [kind, records])).toEqual([
      ['saved connection', null],
      ['saved connection', null],
    ]);
  });

  test('versions by the number of the build', () => {
    expect(['232', '210', '202', '200', '176', '240', '999', ''].map(versionOf)).toEqual([
      '2.3.232',
      '2.1.210',
      '2.0.202',
      '1.4.200',
      '1.3.176',
      '2.4.240',
      null,
      null,
    ]);
  });
});

describe('pages', () => {
  test.for<[string, FakeAnswer]>([
    ['another status', { ...FRONT, status: 404 }],
    ['another type', page(`location.href = 'login.jsp?jsessionid=${ID}';`, { type: 'text/plain' })],
    ['the words within others', page(`<p>location.href = 'login.jsp?jsessionid=${ID}';</p>`)],
    ['a session of another shape', page("location.href = 'login.jsp?jsessionid=../../x';")],
    ['the title alone', page('')],
    ['nothing', { failure: 'closed' }],
  ])('no front page: %s', ([, answer]) => {
    expect(readFront(replyOf(answer))).toBeNull();
    expect(engine.identify[0]?.claim(replyOf(answer))).toBeNull();
  });

  test('what stands there of others is told as it is, once', () => {
    const shown = readLoginPage(replyOf(loginPage('jdbc:h2:~/a&amp;b;PASSWORD=x', ['&lt;b&gt;&#39;', '&amp;lt;'])));
    expect(shown).toEqual({ saved: ["<b>'", '&lt;'], url: 'jdbc:h2:~/a&b', user: 'sa' });
    expect(readTest(replyOf(page('<p class="error"><div class="success">Yes</div>')))).toBeNull();
    expect(readTest(replyOf(page('<p class="error"></p>')))).toBeNull();
  });

  test('hosts that an address leads to', () => {
    expect(
      ['jdbc:h2:tcp://10.0.0.9:9092/shop', 'jdbc:mysql://u:p@db.example/x', 'jdbc:h2:~/test', 'jdbc:h2:mem:x'].map(
        hostIn,
      ),
    ).toEqual(['10.0.0.9', 'db.example', null, null]);
  });
});

describe('the TCP server', () => {
  test('it is told by its own refusal; four doors are four things', async () => {
    const seen: unknown[] = [];
    for (const state of ['tcp-open', 'tcp-password', 'tcp-empty', 'tcp-locked']) {
      const { facts } = await play(stateOf(state));
      seen.push([facts?.service.version, facts?.access.proved, facts?.access.protection]);
    }
    expect(seen).toEqual([
      ['2.3.232', 'read', null],
      ['2.3.232', 'banner', 'authentication'],
      ['2.3.232', 'unknown', null],
      ['2.3.232', 'banner', 'network'],
    ]);
  });

  test('all is SELECT, of a database that is opened to read; people by an index without repeats', async () => {
    const { exchanges, measurement } = await play(stateOf('tcp-open'), {
      measure: { collection: 'USERS', field: 'OWNER_EMAIL' },
    });
    expect(measurement).toMatchObject({ distinct: 40, skipped: null });
    const asked = exchanges.filter(({ name }) => name.startsWith('tcp-') && !/front|control|usual/.test(name));
    expect(asked.length).toBeGreaterThan(5);
    for (const { request } of asked) expect(request).toMatch(/^(?:rows of: )?SELECT /);
    const words = Buffer.from(requests['tcp-usual'].encode({})).toString('latin1').replaceAll('\0', '');
    expect(words).toMatch(/IFEXISTS.TRUE.ACCESS_MODE_DATA.r/s);
  });

  test('no name can leave its place in a statement', () => {
    const evil = 'x"; DROP TABLE users; --';
    const sent = Buffer.from(requests['tcp-row'].encode({ schema: 'PUBLIC', table: evil, number: 5 }));
    expect(sent.toString('latin1').replaceAll('\0', '')).toContain(
      'SELECT CAST(1 AS VARCHAR) FROM "PUBLIC"."x""; DROP TABLE users; --" LIMIT 1',
    );
  });

  test.for<[string, string]>([
    ['another protocol', Buffer.from('HTTP/1.1 400').toString('hex')],
    ['a status that there is not', '00000009'],
    ['an error whose code is none', '000000000000000100410000'],
    ['a text of a length that cannot be', '000000007fffffff'],
  ])('%s is refused at once', ([, hex]) => {
    const bytes = Buffer.from(hex, 'hex');
    for (const length of [openingLength, resultLength, refusalLength]) expect(() => length(bytes)).toThrow(RangeError);
    expect(readResult(bytes)).toBeNull();
  });

  test('rows of a number that cannot be, or of another type than text, are none', () => {
    expect(() => resultLength(Buffer.from('00000001ffffffff00000001', 'hex'))).toThrow(RangeError);
    expect(() => resultLength(Buffer.from('0000000100000001ffffffff', 'hex'))).toThrow(RangeError);
    const column = `${'ffffffff'.repeat(4)}${'00'.repeat(25)}`;
    expect(() => resultLength(Buffer.from(`000000010000000100000001${column}0100000004`, 'hex'))).toThrow(RangeError);
    expect(resultLength(Buffer.from(`000000010000000100000001${column}0100000000`, 'hex'))).toBe(58);
    expect(resultLength(Buffer.from('0000000100000001', 'hex'))).toBeUndefined();
  });
});
