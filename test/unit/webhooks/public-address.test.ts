import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '#shared/webhooks/public-address.ts';
import { webhookUrlProblem } from '#shared/webhooks/webhook-url.ts';

it.each([
  ...['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.1', '172.15.255.255', '172.32.0.1', '192.167.1.1'],
  ...['169.253.1.1', '168.63.129.15', '198.17.255.255', '198.20.0.1', '223.255.255.255'],
  ...['2606:4700::1111', '2a00:1450:4001::64', '2001:4860:4860::8888'],
])('%s is an address of the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

it.each([
  ['this network', '0.0.0.0'],
  ['private', '10.1.2.3'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.0.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ["a cloud's metadata in it", '100.100.100.200'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ["clouds' metadata", '169.254.169.254'],
  ['a metadata address of protocol assignments', '192.0.0.192'],
  ["Azure's wire server", '168.63.129.16'],
  ['benchmarks', '198.19.0.1'],
  ['documentation', '203.0.113.7'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['mapped IPv4', '::ffff:10.0.0.1'],
  ['mapped IPv4 in hexadecimal digits', '::ffff:7f00:1'],
  ['mapped public IPv4', '::ffff:8.8.8.8'],
  ['compatible IPv4', '::127.0.0.1'],
  ['translated IPv4', '64:ff9b::a00:1'],
  ['unique local', 'fd00::1'],
  ["a cloud's metadata", 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['a zone at a public address', '2606:4700::1111%eth0'],
  ['multicast', 'ff02::1'],
  ['6to4 of a private address', '2002:a00:1::'],
  ['Teredo', '2001:0:1::1'],
  ['documentation', '2001:db8::1'],
  ['no address', 'localhost'],
  ['no address', ''],
])('%s, %s, is none', (_what, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

describe('the URL of a webhook', () => {
  it.each([
    'https://hooks.example.com/in?tenant=1',
    'https://hooks.example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('may be %s', (url) => {
    expect(webhookUrlProblem(url, false)).toBeUndefined();
  });

  it.each([
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'file:///etc/passwd',
    'hooks.example.com',
    'https://',
    'https://user:secret@hooks.example.com/',
    'https://hooks.example.com/#part',
    'https://localhost/',
    'https://portal/',
    'https://portal.svc.cluster.local/',
    'https://metadata.google.internal/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    `https://hooks.example.com/${'x'.repeat(2_048)}`,
  ])('is not %s', (url) => {
    expect(webhookUrlProblem(url, false)).toBeDefined();
  });

  it('may lead anywhere by HTTP where the installation allows it', () => {
    expect(webhookUrlProblem('http://127.0.0.1:9000/', true)).toBeUndefined();
    expect(webhookUrlProblem('ftp://127.0.0.1/', true)).toBeDefined();
    expect(webhookUrlProblem('http://user@127.0.0.1/', true)).toBeDefined();
  });
});
