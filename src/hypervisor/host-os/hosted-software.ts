// The tie between a host OS and what is installed on it, as each of the two sees the other.

import type { OsImage } from "../../host/os-images.ts";
import type { Hardware } from "../../host/hardware.ts";
import type { RunLoop } from "../scheduling/run-loop.ts";
import type { Layer } from "../../host/layers.ts";
import type { Component } from "../../host/component.ts";
import type { Application } from "../workload/application.ts";
import type { HostOsState } from "./host-boot.ts";
import { Internals } from "../../simulation/internals.ts";
import type { CrashCause } from "../../trace/detail.ts";

/** A host OS, as what is installed on it sees it. */
export interface RunningHostOs {
  readonly name: string;
  readonly image: OsImage;
  readonly hardware: Hardware;
  /** The run loop that everything on the server shares. */
  readonly loop: RunLoop;
  readonly timeSlice: number;
  /** What it is at. */
  readonly state: () => HostOsState;
}

/** What a host OS asks of the software on it: a hypervisor of type 2, KVM, or a container engine. */
export interface HostedSoftware {
  readonly name: string;
  /** What is there once: a hypervisor, which has the CPUs' guest mode, unless it says otherwise. */
  readonly slot?: "container engine";
  readonly allocatedCpus: number;
  /**
   * Runs on a host OS from now on, and shares its scheduler with what else is there.
   * @throws HypervisorError when it cannot; then nothing changed.
   */
  installOnHost(host: RunningHostOs): void;
  layers(below: string): Layer[];
  /** Its parts. Those of a hypervisor have the host OS among them: a module of its kernel can take that down. */
  components(): Component[];
  fail(down: ReadonlySet<string>, cause: CrashCause): void;
  /** The host OS was rebooted and is up again. */
  restart(): void;
  /** Processes of the host OS that run for it. */
  readonly processes?: readonly Application[];
}

/** The side of each hypervisor and container engine that a host OS deals with. */
export const hostedSoftware = new Internals<HostedSoftware>();
