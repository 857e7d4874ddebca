import { fstatSync, readSync } from 'node:fs';

/** The parts of PDFium's WebAssembly that reading a file needs. */
export interface WasmExports {
  malloc: (size: number) => number;
  free: (address: number) => void;
  memory: { readonly buffer: ArrayBuffer };
  __indirect_function_table: { set(index: number, value: unknown): void };
}

/** The function table cannot grow and every other place in it is taken; place 0 stands for "no function" and is empty. */
const readerIndex = 0;

/** A WebAssembly module that only gives a JavaScript function the type (i32, i32, i32, i32) -> i32. */
const adapter = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x09, 0x01, 0x60, 0x04, 0x7f, 0x7f, 0x7f, 0x7f, 0x01, 0x7f],
  ...[0x02, 0x07, 0x01, 0x01, 0x65, 0x01, 0x66, 0x00, 0x00],
  ...[0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00],
]);

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: { f: unknown } };
  RuntimeError: new () => Error;
};

/** Gives PDFium a function that reads from an open file of this process. Once for each instance of PDFium. */
export function installFileReader({ memory, __indirect_function_table: table }: WasmExports): void {
  const read = (file: number, position: number, target: number, length: number): number => {
    const block = new Uint8Array(memory.buffer, target, length);
    return readSync(file, block, 0, length, position >>> 0) === length ? 1 : 0;
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(adapter), { e: { f: read } });
  table.set(readerIndex, exports.f);
}

/** PDFium's `FPDF_FILEACCESS`: length, the function that reads a block, and what is handed to it (the open file). */
export function fileAccess({ malloc, memory }: WasmExports, file: number): number {
  const address = malloc(12);
  const view = new DataView(memory.buffer);
  view.setUint32(address, fstatSync(file).size, true);
  view.setUint32(address + 4, readerIndex, true);
  view.setUint32(address + 8, file, true);
  return address;
}

/** Whether WebAssembly stopped in the middle of something: its memory cannot be trusted after that. */
export const isTrap = (error: unknown): boolean => error instanceof WebAssembly.RuntimeError;
