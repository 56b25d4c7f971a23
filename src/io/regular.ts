import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** No file that an Ansible user writes is larger. One that is gets a problem, not the machine's memory. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Opens for reading without ever waiting: a FIFO that takes the file's place would hold a plain open for ever.
 * Windows has neither flag.
 */
export const OPEN_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** The same, and a symbolic link that takes the file's place is refused (ELOOP). */
export const OPEN_NO_LINK = OPEN_WITHOUT_WAITING | (constants.O_NOFOLLOW ?? 0);

/** One buffer for all files: an allocation for each would cost more than the reading. */
let shared = Buffer.allocUnsafe(256 * 1024);

/** A short read that ends on a page's edge may be a network file system's, not the file's end. */
const PAGE = 4096;

/**
 * Opens a file for as long as it is used.
 *
 * @throws the system's error where it can't be opened, and what `use` throws
 */
export function whileOpen<T>(path: string, flags: number, use: (fd: number) => T): T {
  const fd = openSync(path, flags);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads a file to its end into a part of a buffer.
 *
 * @param from where its bytes go
 * @returns where they end, or undefined where the rest of the buffer does not hold them all with room to spare
 * @throws the system's error where reading fails
 */
export function readInto(fd: number, buffer: Buffer, from: number): number | undefined {
  let end = from;
  while (end < buffer.length) {
    const got = readSync(fd, buffer, end, buffer.length - end, end - from);
    end += got;
    if (got === 0 || (end < buffer.length && (end - from) % PAGE !== 0)) return end;
  }
  return undefined;
}

/**
 * @returns a view of a buffer that the next call overwrites, or undefined where the file has more than
 *   `MAX_FILE_BYTES`
 * @throws the system's error where reading fails
 */
export function readWhole(fd: number): Buffer | undefined {
  for (;;) {
    const length = readInto(fd, shared, 0);
    if (length !== undefined) return length > MAX_FILE_BYTES ? undefined : shared.subarray(0, length);
    if (shared.length > MAX_FILE_BYTES) return undefined;
    shared = Buffer.allocUnsafe(shared.length * 2);
  }
}

/**
 * The text of a small settings file.
 *
 * @returns undefined where nothing is there, or something that is not a regular file
 * @throws the system's error where it is there and can't be read, RangeError where it is too large
 */
export function readSettings(path: string, flags: number): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, flags);
  } catch (error) {
    if (error instanceof Error && "code" in error && ABSENT.has(String(error.code))) return undefined;
    throw error;
  }
  try {
    if (!fstatSync(fd).isFile()) return undefined;
    const bytes = readWhole(fd);
    if (bytes === undefined) throw new RangeError(`is larger than ${MAX_FILE_BYTES} bytes`);
    return bytes.toString("utf8");
  } finally {
    closeSync(fd);
  }
}

/** ELOOP: a link where links are not followed. ENXIO: a socket. */
const ABSENT: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"]);
