// How much of what happens is kept.

/** How much a trace keeps. */
export interface TraceSpec {
  /**
   * How many exits, slices, I/O and memory records to keep, all together: the newest, whatever machine they are about. 0 keeps
   * none. Unless given, all are kept, and the trace grows as long as guests run. Records of other kinds (lifecycle,
   * refusal, allocation, guest, application, frame, management) are always kept.
   */
  readonly limit?: number;
}
