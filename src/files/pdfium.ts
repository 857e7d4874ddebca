import { closeSync, openSync } from 'node:fs';
import { PDFiumModule } from '@hyzyla/pdfium';
import { fileAccess, installFileReader, type WasmExports } from './pdfiumFile.ts';

/** Pixels of a drawn page: red, green, blue, a byte each. They hold until the next page is drawn. */
export interface DrawnPage {
  data: Buffer;
  width: number;
  height: number;
}

export interface PdfDocument {
  pageCount: number;
  /** Draws a page (from 1) with its notes and filled-in form fields; throws when it cannot be drawn. */
  draw(page: number, dpi: number): DrawnPage;
  close(): void;
}

/** A poster at 200 dpi would fill memory: a page beyond 40 megapixels (A2) is drawn smaller. */
const maxPixels = 40_000_000;
const pointsPerInch = 72;
const rgb = 2;
const rgbOrder = 0x10;
const annotations = 0x01;
const white = 0xffffffff;

type Module = Awaited<ReturnType<typeof PDFiumModule>> & {
  _FPDF_LoadCustomDocument(access: number, password: number): number;
  wasmExports: WasmExports;
};

/**
 * Loads PDFium. Documents are read from disk block by block as PDFium asks for them, so that a class scan of any size
 * takes no more memory than a page.
 */
export async function loadPdfium(): Promise<{ open(path: string): PdfDocument }> {
  const module = (await PDFiumModule({})) as unknown as Module;
  module._FPDF_InitLibraryWithConfig({ version: 2 });
  installFileReader(module.wasmExports);
  return { open: (path) => openDocument(module, path) };
}

function openDocument(module: Module, path: string): PdfDocument {
  const { free } = module.wasmExports;
  const file = openSync(path, 'r');
  const access = fileAccess(module.wasmExports, file);
  const document = module._FPDF_LoadCustomDocument(access, 0);
  if (document === 0) {
    free(access);
    closeSync(file);
    throw new Error(reasonOf(module._FPDF_GetLastError()));
  }
  const formStruct = emptyFormStruct(module);
  const form = module._FPDFDOC_InitFormFillEnvironment(document, formStruct);
  return {
    pageCount: module._FPDF_GetPageCount(document),
    draw: (page, dpi) => drawPage(module, { document, form }, page, dpi),
    close: () => {
      module._FPDFDOC_ExitFormFillEnvironment(form);
      module._FPDF_CloseDocument(document);
      for (const memory of [formStruct, access]) free(memory);
      closeSync(file);
    },
  };
}

/** PDFium's `FPDF_FORMFILLINFO`, version 2 and no callbacks; 256 bytes are more than it has fields. */
function emptyFormStruct({ wasmExports }: Module): number {
  const address = wasmExports.malloc(256);
  new Uint8Array(wasmExports.memory.buffer, address, 256).fill(0);
  new DataView(wasmExports.memory.buffer).setUint32(address, 2, true);
  return address;
}

interface Handles {
  document: number;
  form: number;
}

function drawPage(module: Module, { document, form }: Handles, number: number, dpi: number): DrawnPage {
  const page = module._FPDF_LoadPage(document, number - 1);
  if (page === 0) throw new Error('its content is broken');
  module._FORM_OnAfterLoadPage(page, form);
  try {
    const size = pixelsOf(module._FPDF_GetPageWidth(page), module._FPDF_GetPageHeight(page), dpi);
    return { data: render(module, page, form, size), ...size };
  } finally {
    module._FORM_OnBeforeClosePage(page, form);
    module._FPDF_ClosePage(page);
  }
}

type Size = Omit<DrawnPage, 'data'>;

function pixelsOf(widthPoints: number, heightPoints: number, dpi: number): Size {
  if (!(widthPoints > 0 && heightPoints > 0)) throw new Error('it has no size');
  const scale = Math.min(dpi / pointsPerInch, Math.sqrt(maxPixels / (widthPoints * heightPoints)));
  return {
    width: Math.max(1, Math.round(widthPoints * scale)),
    height: Math.max(1, Math.round(heightPoints * scale)),
  };
}

function render(module: Module, page: number, form: number, { width, height }: Size): Buffer {
  const size = width * height * 3;
  const { malloc, free, memory } = module.wasmExports;
  const pixels = malloc(size);
  if (pixels === 0) throw new Error('not enough memory for it');
  const bitmap = module._FPDFBitmap_CreateEx(width, height, rgb, pixels, width * 3);
  try {
    module._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    module._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, rgbOrder | annotations);
    module._FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, rgbOrder);
    return copy(new Uint8Array(memory.buffer, pixels, size));
  } finally {
    module._FPDFBitmap_Destroy(bitmap);
    free(pixels);
  }
}

let canvas = Buffer.alloc(0);

/** One buffer for all pages: fresh ones of 12 MB pile up faster than they are collected. */
function copy(pixels: Uint8Array): Buffer {
  if (canvas.length < pixels.length) canvas = Buffer.allocUnsafeSlow(pixels.length);
  canvas.set(pixels);
  return canvas.subarray(0, pixels.length);
}

/** PDFium's error numbers in words. */
function reasonOf(code: number): string {
  if (code === 4) return 'it is protected by a password: save it without one';
  if (code === 5) return 'it is protected in a way that cannot be read: save it without protection';
  return 'it is not a PDF or it is damaged: scan or export it again';
}
