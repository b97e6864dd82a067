import { createClient } from '@milepost/client';
import { mount } from 'svelte';
import App from './App.svelte';
import { base } from './router/base.ts';
import './tokens.css';
import './base.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element with the id "app".');

// The reader is logged in by a cookie, so there is no token to pass.
const client = createClient({ url: location.origin + base });
mount(App, { target, props: { client } });

import.meta.hot?.dispose(() => void client.close());
