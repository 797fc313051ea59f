// Where the file system of a guest puts what is written, and that it is full at some point. The workload engine says how
// much it reads and writes, not where. Model:
//
//   the operating system   takes its installed size, and writes over its own files: logs, its swap space
//   a batch job            writes new files, for which new blocks are taken; nothing is ever deleted
//   a service              has one file, as large as what its threads write for a request each, laid out in full when
//                          it first writes, and written over from its start again whenever its end is reached
//   reading                goes through all that is in use, from the start to the end, and begins again there
//
// So a job can fill the disk (ENOSPC), and a service that writes for hours fills nothing.

import type { ApplicationSpec } from "../spec/workload-spec.ts";

/** Where a transfer is on the disk, in bytes from its start. It may be of fewer bytes than were asked for. */
export interface Place {
  readonly offset: number;
  readonly bytes: number;
}

interface DataFile extends Place {
  /** Where its next write goes, in bytes from its start. */
  readonly next: number;
}

export class FileSystem {
  /** Bytes of the disk that it is on, when it was made. */
  size: number;
  #system = 0;
  #end = 0;
  #files = new Map<string, DataFile>();
  #systemNext = 0;
  #readNext = 0;

  /** Of a disk of so many bytes, with nothing on it. */
  constructor(size: number) {
    this.size = size;
  }

  /** Bytes that no file has. */
  get free(): number {
    return this.size - this.#end;
  }

  /** An operating system of so many bytes is installed on a disk of `size`; what was there is gone. */
  format(system: number, size: number): void {
    this.size = size;
    this.#system = system;
    this.#end = system;
    this.#files = new Map();
    this.#systemNext = 0;
    this.#readNext = 0;
  }

  /** The same, to be kept: what is written from now on is not in it. */
  copy(): FileSystem {
    const copy = new FileSystem(this.size);
    copy.#system = this.#system;
    copy.#end = this.#end;
    copy.#files = new Map(this.#files);
    copy.#systemNext = this.#systemNext;
    copy.#readNext = this.#readNext;
    return copy;
  }

  /** Where the next bytes are that are read. */
  read(bytes: number): Place {
    const place = around(this.#readNext, bytes, this.#end);
    this.#readNext = place.offset + place.bytes;
    return place;
  }

  /** Where the next bytes go that an application, or else the operating system, writes; undefined when it is full. */
  write(bytes: number, application?: ApplicationSpec): Place | undefined {
    if (!application) {
      const place = around(this.#systemNext, bytes, this.#system);
      this.#systemNext = place.offset + place.bytes;
      return place;
    }
    return application.kind === "service"
      ? this.#overwrite(application.name, application.write * application.threads, bytes)
      : this.#append(bytes);
  }

  /** The last write to a file that grows is cut short: it fills the disk to its last byte. */
  #append(bytes: number): Place | undefined {
    if (this.free === 0) return undefined;
    const place = { offset: this.#end, bytes: Math.min(bytes, this.free) };
    this.#end += place.bytes;
    return place;
  }

  #overwrite(name: string, length: number, bytes: number): Place | undefined {
    let file = this.#files.get(name);
    if (file?.bytes !== length) {
      if (length > this.free) return undefined;
      file = { offset: this.#end, bytes: length, next: 0 };
      this.#end += length;
    }
    const place = around(file.next, bytes, length);
    this.#files.set(name, { ...file, next: place.offset + place.bytes });
    return { offset: file.offset + place.offset, bytes: place.bytes };
  }
}

/** The next bytes of `length`, from the start again when they would go beyond the end. */
function around(next: number, bytes: number, length: number): Place {
  return next + bytes > length
    ? { offset: 0, bytes: Math.min(bytes, length) }
    : { offset: next, bytes };
}
