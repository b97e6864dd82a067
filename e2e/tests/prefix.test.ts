import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from './house.ts';

/** What stands before the server: passes on all that is under a prefix, which it takes away. */
async function openProxy(prefix: string, target: () => number) {
  const headersOf = (headers: NodeJS.Dict<string | string[]>) => ({
    ...headers,
    host: 'inside',
    'x-forwarded-host': headers.host ?? '',
  });
  const server = createServer((incoming, answer) => {
    if (!incoming.url?.startsWith(prefix)) return void answer.writeHead(404).end();
    const [path, headers] = [incoming.url.slice(prefix.length - 1), headersOf(incoming.headers)];
    const passed = request({ port: target(), method: incoming.method, path, headers, agent: false });
    passed.on('response', (response) => response.pipe(answer.writeHead(response.statusCode ?? 502, response.headers)));
    passed.on('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  server.on('upgrade', (incoming, near) => {
    const far = connect(target(), '127.0.0.1');
    const lines = Object.entries(headersOf(incoming.headers)).map(([name, value]) => `${name}: ${value}\r\n`);
    far.write(`GET ${incoming.url?.slice(prefix.length - 1)} HTTP/1.1\r\n${lines.join('')}\r\n`);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port }; // what listens on a port has one
}

test('behind a proxy, under a prefix, all pages are there and move', async ({ house, page }) => {
  let inside = 0;
  const { server, port } = await openProxy('/milepost/', () => inside);
  try {
    await house.kill();
    await house.open(['--url', `http://localhost:${port}/milepost/`, '--trust-proxy', '127.0.0.1']);
    inside = Number(new URL(house.env().MILEPOST_URL).port);
    const base = `http://localhost:${port}/milepost`;
    expect(house.login()).toContain(`${base}/login?code=`);
    await page.goto(house.login());
    await expect(page).toHaveURL(`${base}/`);

    await page.getByRole('link', { name: 'Sleep' }).click();
    await expect(page).toHaveURL(`${base}/tasks/demo.sleep`);
    await page.getByLabel('Steps').fill('20');
    await page.getByRole('button', { name: /^Start/ }).click();
    await expect(page).toHaveURL(/\/milepost\/jobs\/\w+$/);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await expect(page.getByText('20 of 20 steps')).toBeVisible();
    await page.reload();
    await expect(page.getByText('20 of 20 steps')).toBeVisible();
    await page.getByRole('link', { name: /^Jobs/ }).click();
    await expect(page).toHaveURL(`${base}/jobs`);
    await expect(page.locator('a[href^="/milepost/jobs/"]').first()).toBeVisible();

    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ path: '/milepost/', httpOnly: true, sameSite: 'Strict' });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
