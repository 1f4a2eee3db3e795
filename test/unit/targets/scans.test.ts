import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { known } from '../../kit/known.ts';

const NMAP = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<?xml-stylesheet href="nmap.xsl" type="text/xsl"?>
<nmaprun scanner="nmap" args="nmap -oX - 203.0.113.0/30">
<host><status state="up"/><address addr="203.0.113.1" addrtype="ipv4"/><address addr="00:11:22:33:44:55" addrtype="mac"/>
<hostnames><hostname name="old.example.com" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="6380"><state state="open"/><service name="redis" product="Redis key-value store"/></port>
<port protocol="tcp" portid="22"><state state="closed"/></port>
<port protocol="udp" portid="53"><state state="open"/></port>
<port protocol="tcp" portid="443"><state state="open"/><service name="http" tunnel="ssl"/></port></ports></host>
<host><address addr="2001:db8::1" addrtype="ipv6"/><ports><port protocol="tcp" portid="5432"><state state="open"/></port></ports></host>
</nmaprun>
`;

describe('scans that were made', () => {
  it('nmap: open ports over TCP, with names and lines', async () => {
    const { rows, endpoints } = await known({ 'scan.xml': NMAP }, ['nmap:scan.xml']);
    expect(rows).toEqual(['[2001:db8::1]:5432|postgresql||11', '203.0.113.1:443|||10', '203.0.113.1:6380|redis||7']);
    expect(endpoints[1]).toMatchObject({ tls: 'tls', sources: [{ name: 'old.example.com' }] });
  });

  it('masscan: JSON and lists', async () => {
    const text = `[
{   "ip": "203.0.113.9",   "timestamp": "1", "ports": [ {"port": 9200, "proto": "tcp", "status": "open", "ttl": 64} ] },
{   "ip": "203.0.113.9",   "timestamp": "1", "ports": [ {"port": 53, "proto": "udp", "status": "open"} ] },
{   "ip": "2001:db8::9",   "timestamp": "1", "ports": [ {"port": 6379, "proto": "tcp", "status": "open", "service": {"name": "redis", "banner": "x"}} ] }
]
`;
    const list = '#masscan\nopen tcp 5432 203.0.113.10 1700000000\nopen udp 53 203.0.113.10 1700000000\n# end\n';
    const { rows } = await known({ 'm.json': text, 'm.txt': list }, ['masscan:m.json', 'masscan:m.txt']);
    expect(rows).toEqual([
      '[2001:db8::9]:6379|redis||4',
      '203.0.113.10:5432|postgresql||2',
      '203.0.113.9:9200|elasticsearch+opensearch||2',
    ]);
  });

  it('naabu and rustscan', async () => {
    const naabu =
      '{"host":"a.example.com","ip":"203.0.113.3","port":6379,"protocol":"tcp","tls":true}\n{"host":"b.example.com","port":{"Port":5432}}\n';
    const rustscan = '203.0.113.3 -> [22,6379]\n{"ip":"203.0.113.4","ports":[9200]}\n';
    const { rows, endpoints } = await known({ n: naabu, r: rustscan }, ['naabu:n', 'rustscan:r']);
    expect(rows).toEqual([
      '203.0.113.3:22|||1',
      '203.0.113.3:6379|redis+valkey||1',
      '203.0.113.3:6379|redis+valkey||1',
      '203.0.113.4:9200|elasticsearch+opensearch||2',
      'b.example.com:5432|postgresql||2',
    ]);
    expect(endpoints[1]?.sources.map(({ kind }) => kind)).toEqual(['naabu', 'rustscan']);
  });

  it('a line that is none of theirs is told', async () => {
    await expect(known({ m: '[\n{\n"ip": "203.0.113.9"\n}\n]' }, ['masscan:m'])).rejects.toMatchObject({
      where: 'm:2:1',
      mend: 'name a file that masscan -oJ wrote',
    });
  });

  it('reads standard input', async () => {
    const { rows } = await known({}, ['rustscan:-'], Readable.from(['203.0.113.3 -> [', '6379]\n']));
    expect(rows).toEqual(['203.0.113.3:6379|redis+valkey||1']);
  });
});

describe('this machine', () => {
  it('ss: who listens, and to whom', async () => {
    const text = `State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
LISTEN 0      511          0.0.0.0:6379       0.0.0.0:*    users:(("redis-server",pid=7,fd=6))
LISTEN 0      4096   127.0.0.53%lo:53         0.0.0.0:*
LISTEN 0      128             [::]:6379          [::]:*    users:(("redis-server",pid=7,fd=7))
LISTEN 0      128             [::]:2222          [::]:*
LISTEN 0      4096 [::ffff:10.0.0.2]:9300         *:*
LISTEN 0      4096               *:9200             *:*    users:(("java",pid=9,fd=400))
ESTAB  0      0          127.0.0.1:1          127.0.0.1:2
`;
    const { rows } = await known({ ss: text }, ['ss:ss']);
    expect(rows).toEqual([
      '10.0.0.2:9300||one address|6',
      '127.0.0.1:6379|redis|all interfaces|2',
      '127.0.0.1:6379|redis|all interfaces|4',
      '127.0.0.1:9200|elasticsearch+opensearch|all interfaces|7',
      '127.0.0.53:53||loopback|3',
      '[::1]:2222||all interfaces|5',
    ]);
  });

  it('/proc/net', async () => {
    const head = '  sl  local_address rem_address   st tx_queue rx_queue\n';
    const tcp = `${head}   0: 0100007F:18EB 00000000:0000 0A 00000000:00000000\n   1: 00000000:2904 00000000:0000 0A 0\n   2: 0100007F:0016 0100007F:1000 01 0\n`;
    const tcp6 = `${head}   0: 00000000000000000000000000000000:1538 00000000000000000000000000000000:0000 0A\n   1: B80D0120000000000000000001000000:23F0 0:0 0A\n   2: 0000000000000000FFFF00000100007F:0050 0:0 0A\n`;
    const { rows, endpoints } = await known({ 'net/tcp': tcp, 'net/tcp6': tcp6 }, ['proc:net']);
    expect(rows).toEqual([
      '127.0.0.1:80||loopback|4',
      '127.0.0.1:5432|postgresql|all interfaces|2',
      '127.0.0.1:6379|redis+valkey|loopback|2',
      '127.0.0.1:10500||all interfaces|3',
      '[2001:db8::1]:9200|elasticsearch+opensearch|one address|3',
    ]);
    expect(endpoints[0]?.sources[0]?.file).toMatch(/net\/tcp6$/);
  });

  it('no table of sockets is told', async () => {
    await expect(known({ 'net/none': '' }, ['proc:net'])).rejects.toMatchObject({ where: 'net' });
  });

  it('hosts: addresses without ports; this host and multicast are left out', async () => {
    const text =
      '127.0.0.1 localhost\n::1 ip6-localhost\nff02::1 ip6-allnodes\nfe00::0 ip6-localnet\n203.0.113.5 db db.example.com # the old one\n127.0.1.1 me\n';
    const { rows, endpoints } = await known({ hosts: text }, ['hosts:hosts']);
    expect(rows).toEqual(['127.0.1.1|||6', '203.0.113.5|||5']);
    expect(endpoints[1]?.sources[0]?.name).toBe('db db.example.com');
  });
});
