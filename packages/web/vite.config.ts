import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const server = 'http://127.0.0.1:4400';

export default defineConfig({
  plugins: [svelte(), compress()],
  // Files name each other relatively, so that the pages work under any prefix; the server makes index.html name them from its root.
  base: './',
  build: {
    target: 'es2023',
    // Everything is a file of its own: the page's security policy takes no inlined fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // The Origin is passed on as it is, for the server checks it.
    proxy: { '/trpc': server, '/login': server, '/files': server, '/ws': { target: server, ws: true } },
  },
});

/** Puts what is compressed beside each file, for the server to send. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|svg|html)$/.test(name)) continue;
        const file = readFileSync(join(dir, name));
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(file));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(file, { level: 9 }));
      }
    },
  };
}
