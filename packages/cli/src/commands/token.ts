import type { Role } from '@milepost/core/model';
import { type Command, Option } from 'commander';
import { WrongUse } from '../exit-code.ts';
import { type DataOption, withData } from '../options.ts';
import { dataFolder } from '../places/data-folder.ts';
import { findServerNote, type ServerNote } from '../places/server-note.ts';
import { colours, wantsColour } from '../words/colours.ts';
import { table } from '../words/table.ts';
import { describeWhen } from '../words/time.ts';

type AddOptions = DataOption & { readonly role: Role };

export function tokenCommand(program: Command): void {
  const command = program
    .command('token')
    .summary('let others in: to watch, or to do all')
    .description('Tokens let others in to the server of a data folder. What is changed counts at once, also while it runs.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  $ milepost token add hallway-screen --role view');
  withData(command.command('add [name]').summary('make a token'))
    .description(
      'Makes a token and shows it, this once: only its hash is kept. Where the server runs, with a link for a browser.',
    )
    .addOption(
      new Option('--role <role>', 'view: watch and list; operate: all').choices(['view', 'operate']).makeOptionMandatory(),
    )
    .addHelpText('after', '\nExample:\n  $ milepost token add hallway-screen --role view')
    .action(addOne);
  withData(command.command('list').summary('list the tokens'))
    .description('Lists the tokens: who may come in, and to do what.')
    .option('--json', 'one token a line, as JSON')
    .addHelpText('after', '\nExample:\n  $ milepost token list')
    .action(listAll);
  withData(command.command('revoke <name>').summary('end a token'))
    .description('Ends a token: its connections are closed, and browsers that logged in with it are logged out.')
    .addHelpText('after', '\nExample:\n  $ milepost token revoke hallway-screen')
    .action(revokeOne);
  withData(command.command('link [name]').summary('make a link that logs a browser in'))
    .description('Asks the running server for a link that works once, for the token of this name, or else for the first.')
    .addHelpText('after', '\nExample:\n  $ milepost token link hallway-screen')
    .action(linkOne);
}

async function addOne(wanted: string | undefined, { data: given, role }: AddOptions): Promise<void> {
  const { addToken, tokenFile } = await import('@milepost/server');
  const data = dataFolder(given);
  const { name, token } = addToken(tokenFile(data), role, wanted);
  process.stdout.write(`${token}\n`);
  const note = await findServerNote(data);
  const link = note === null ? '' : `\nIn a browser, once: ${await askForLink(note, name)}`;
  process.stderr.write(`"${name}" may ${role === 'view' ? 'watch and list' : 'do all'}. This is shown only now.${link}\n`);
}

async function listAll({ data, json }: DataOption & { readonly json?: boolean }): Promise<void> {
  const { firstName, readTokens, tokenFile } = await import('@milepost/server');
  const first = { name: firstName, role: 'operate', createdAt: null };
  const tokens = [first, ...readTokens(tokenFile(dataFolder(data)))].map(({ name, role, createdAt }) => ({
    name,
    role,
    createdAt,
  }));
  if (json) for (const token of tokens) process.stdout.write(`${JSON.stringify(token)}\n`);
  if (json) return;
  const colour = colours(wantsColour(process.stdout.isTTY));
  const now = Date.now();
  const rows = table(
    tokens,
    [
      { title: 'Name', text: ({ name }) => name },
      { title: 'Role', text: ({ role }) => role },
      {
        title: 'Made',
        text: ({ createdAt }) => (createdAt === null ? 'with the server' : describeWhen(createdAt, now)),
        paint: () => colour.dim,
      },
    ],
    { columns: process.stdout.isTTY ? process.stdout.columns : undefined, colour },
  );
  process.stdout.write(`${rows}\n`);
}

async function revokeOne(name: string, { data: given }: DataOption): Promise<void> {
  const { firstName, revokeToken, tokenFile } = await import('@milepost/server');
  const data = dataFolder(given);
  if (name === firstName) {
    throw new WrongUse(
      `The first token is MILEPOST_TOKEN where that is set, or else in "${data}": remove the file "token" there, or change MILEPOST_TOKEN, and start the server again.`,
    );
  }
  revokeToken(tokenFile(data), name);
  process.stderr.write(`"${name}" is revoked.\n`);
}

async function linkOne(name: string | undefined, { data }: DataOption): Promise<void> {
  const note = await findServerNote(dataFolder(data));
  if (note === null) throw new WrongUse('No server runs with this data folder, and only a server that runs can make a link.');
  process.stdout.write(`${await askForLink(note, name)}\n`);
}

async function askForLink({ url, token }: ServerNote, name: string | undefined): Promise<string> {
  const { createClient } = await import('@milepost/client');
  const client = createClient({ url, token });
  try {
    return (await client.system.loginLink(name)).url;
  } finally {
    await client.close();
  }
}
