import { svelte } from '@sveltejs/vite-plugin-svelte';
export default { plugins: [svelte(), { name: 'm', transformIndexHtml: (h) => h.replace('/src/main.ts', '/src/mock-main.ts') }], server: { port: 4599 } };
