// @ts-nocheck
import { mount } from 'svelte';
import App from '/src/App.svelte';
import '/src/tokens.css';
import '/src/base.css';
import { client } from './mock.ts';
mount(App, { target: document.getElementById('app'), props: { client } });
