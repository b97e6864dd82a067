import { readFileSync } from 'node:fs';
import { Damaged } from './damaged.ts';

/** How a picture is turned; the numbers are libjpeg-turbo's. */
export const transforms = {
  mirror: 1,
  flip: 2,
  transpose: 3,
  transverse: 4,
  clockwise: 5,
  upsideDown: 6,
  counterclockwise: 7,
} as const;
export type Transform = keyof typeof transforms;

export interface Turned {
  readonly width: number;
  readonly height: number;
  /** How many bytes the picture took of the file, up to the end of its end marker. */
  readonly consumed: number;
}

/** A picture that is whole, but that cannot be turned. The message ends a sentence that begins with its name. */
export class NotTurnable extends Error {
  override readonly name = 'NotTurnable';
  readonly code = 'NOT_TURNABLE';
}

/** libjpeg-turbo's lossless transform in WebAssembly: wasm/build.sh makes it, and tells from which source. */
interface Program {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  allocate(size: number): number;
  release(place: number): void;
  turn(input: number, size: number, transform: number, trim: number): void;
  turnSmall(input: number, size: number, transform: number, quality: number): void;
  check(input: number, size: number): void;
  outputAddress(): number;
  outputSize(): number;
  consumed(): number;
  width(): number;
  height(): number;
}

/** Where memory never shrinks, a photo that needed more than this lets go of it all, bytes. */
const mostKept = 192 * 1024 * 1024;

const failures = [
  (message: string) => new Damaged(lowerFirst(message)),
  () => new NotTurnable('is too large to be turned'),
  (message: string) => new NotTurnable(`cannot be turned: ${lowerFirst(message)}`),
] as const;

let compiled: WebAssembly.Module | null = null;
let loaded: Program | null = null;

/**
 * Turns the picture of a JPEG without loss: no pixel is encoded anew. Without `trim` one whose size does not allow it is refused;
 * with it the strip that cannot be turned is cut off.
 * @throws Damaged where any of the picture is missing or broken; NotTurnable
 */
export function turnPicture(jpeg: Buffer, transform: Transform, trim: boolean): Turned & { readonly picture: Buffer } {
  return withProgram(jpeg, (program, input) => {
    program.turn(input, jpeg.length, transforms[transform], trim ? 1 : 0);
    return { ...describe(program), picture: takeOutput(program) };
  });
}

/**
 * Turns a small picture, such as a thumbnail, of any size by encoding it anew at this quality, 1 to 100; what it says of itself is
 * not in the result.
 * @throws Damaged where any of the picture is missing or broken; NotTurnable
 */
export function turnSmallPicture(jpeg: Buffer, transform: Transform, quality: number): Buffer {
  return withProgram(jpeg, (program, input) => {
    program.turnSmall(input, jpeg.length, transforms[transform], quality);
    return takeOutput(program);
  });
}

/** Reads the whole picture of a JPEG, each code of it. @throws Damaged where any of it is missing or broken; NotTurnable */
export function checkPicture(jpeg: Buffer): Turned {
  return withProgram(jpeg, (program, input) => {
    program.check(input, jpeg.length);
    return describe(program);
  });
}

function withProgram<Result>(jpeg: Buffer, use: (program: Program, input: number) => Result): Result {
  loaded ??= load();
  const program = loaded;
  try {
    const input = program.allocate(jpeg.length);
    if (input === 0) throw new NotTurnable('is too large to be turned');
    new Uint8Array(program.memory.buffer).set(jpeg, input);
    const result = use(program, input);
    program.release(input);
    if (program.memory.buffer.byteLength > mostKept) loaded = null;
    return result;
  } catch (error) {
    // Its memory is as the failure left it: a new one begins afresh.
    loaded = null;
    if (error instanceof WebAssembly.RuntimeError) throw new Damaged('its picture cannot be read', { cause: error });
    throw error;
  }
}

function takeOutput(program: Program): Buffer {
  const output = program.outputAddress();
  const picture = Buffer.from(new Uint8Array(program.memory.buffer, output, program.outputSize()));
  program.release(output);
  return picture;
}

function describe(program: Program): Turned {
  return { width: program.width(), height: program.height(), consumed: program.consumed() };
}

function load(): Program {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('../wasm/turn.wasm', import.meta.resolve('@milepost/photos'))));
  const fail = (kind: number, message: number): never => {
    throw (failures[kind] ?? failures[0])(readText(program.memory, message));
  };
  const nothing = () => 0;
  const wasi = { fd_close: nothing, fd_seek: nothing, fd_write: nothing };
  const instance = new WebAssembly.Instance(compiled, { host: { fail }, wasi_snapshot_preview1: wasi });
  const program = instance.exports as unknown as Program; // turn.c has all of it
  program._initialize();
  return program;
}

function readText({ buffer }: WebAssembly.Memory, at: number): string {
  const bytes = Buffer.from(buffer, at, 200);
  return bytes.toString('latin1', 0, Math.max(0, bytes.indexOf(0)));
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
}
