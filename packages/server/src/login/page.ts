import { createHash } from 'node:crypto';
import { securityHeaders } from '../doors/headers.ts';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; color: light-dark(#14211b, #e8eee9);
  background: light-dark(#f3f5f2, #101613); }
main { width: min(26rem, calc(100vw - 3rem)); padding: 2rem; border-radius: 1rem; box-sizing: border-box;
  background: light-dark(#fff, #18201c); box-shadow: 0 1px 2px #0002, 0 12px 40px #0001; }
h1 { margin: 0 0 .5rem; font-size: 1.4rem; }
p { margin: 0 0 1rem; color: light-dark(#4a5a51, #a9b8af); }
p[role=alert] { color: light-dark(#b3261e, #ff8a7d); }
code { font-size: .9em; padding: .1em .35em; border-radius: .3em; background: light-dark(#e7ebe6, #0b100e); }
label { display: block; font-weight: 600; margin-bottom: .35rem; }
input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem .8rem; border-radius: .5rem; }
input { border: 1px solid light-dark(#8b998f, #66786e); background: light-dark(#fff, #111815); color: inherit; }
button { margin-top: .8rem; border: 0; cursor: pointer; font-weight: 600; color: light-dark(#fff, #06231a); background: light-dark(#00694d, #4ecfa0); }
button:hover { background: light-dark(#005540, #6fe0b6); }
:focus-visible { outline: 3px solid light-dark(#00694dbf, #4ecfa0bf); outline-offset: 2px; }
`;

/**
 * What differs for this page: it has a form and its style is in it. Its referrer policy lets the browser name this page as the
 * origin of the form, which it would send as `null` otherwise.
 */
export const loginPageHeaders = {
  ...securityHeaders,
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'same-origin',
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
};

const trouble = {
  code: 'This link was used already, or the server has started anew since. Each link works once.',
  token: 'This is not a token of this server.',
};

/** The page for those who come without a login, or whose link or token was not good. `prefix` stands before every path. */
export function loginPage(prefix: string, problem: keyof typeof trouble | null): string {
  const alert = problem ? `<p role="alert">${trouble[problem]}</p>` : '';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Log in · Milepost</title><style>${style}</style></head>
<body><main>
<h1>Milepost</h1>
${alert}
<p>Open the login link that <code>milepost serve</code> printed where it was started. Or paste the token here.</p>
<form method="post" action="${prefix}/login">
<label for="token">Token</label>
<input id="token" name="token" type="password" required autocomplete="current-password" autofocus>
<button>Log in</button>
</form>
</main></body>
</html>
`;
}
